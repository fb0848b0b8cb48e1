"""The article's metadata: one file a source, and merge.py, which says who won."""
