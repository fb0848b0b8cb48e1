"""The verbs of the command line that need no crawler: one file a verb, each with its `command`."""
