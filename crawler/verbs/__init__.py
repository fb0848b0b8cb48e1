"""The verbs of the command line that fetch or crawl: one file a verb, each with its `command`."""
