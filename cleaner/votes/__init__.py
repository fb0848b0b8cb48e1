"""What the jury hears: the voters, one file each, and the features of a page's blocks."""
