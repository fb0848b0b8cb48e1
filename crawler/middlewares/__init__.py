"""Downloader middlewares: one file a rule about what is fetched and how much of it."""
