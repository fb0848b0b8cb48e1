"""The jury: one file a voter. Each hears all blocks of a page and gives a number a block."""
