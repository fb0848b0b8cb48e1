"""Spiders: one file a way of finding pages. What they make of a response is in crawler/pages.py."""
