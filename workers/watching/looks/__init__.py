"""Looks at one Redis, from one side each. They read, and change nothing."""
