"""A news site of our own, served from this machine: invented news, every difficulty of real sites.

    from crawler.sample import SampleSite, expected
    with SampleSite() as site:
        pages = expected(site.url)      # what must come out, by URL

The site grows by a folder in `pages/`: `page.html`, and beside it `response.toml` (how it is
served, see `folders.Response`) and `expected.json` (what must come out, see
`expectations.Expected`). Home, section pages, feeds, sitemaps and robots.txt are made from the
folders.
"""

from crawler.sample.expectations import Expected, Removed, expected
from crawler.sample.folders import PAGES, PageFolder, read_folders
from crawler.sample.server import SampleSite

__all__ = ["PAGES", "Expected", "PageFolder", "Removed", "SampleSite", "expected", "read_folders"]
