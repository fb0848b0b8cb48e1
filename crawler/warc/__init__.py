"""Web archives: WARC files in, pages out."""
