"""Downloader middlewares: one file a rule about what is fetched and how much of it."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class Refused(IgnoreRequest):
    """The request was not made. Its text says why and, where one can do something, what."""
