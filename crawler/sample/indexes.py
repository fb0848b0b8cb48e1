"""What the site says about its pages: home, section pages, feeds, sitemaps and robots.txt."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import format_datetime
from html import escape

from crawler.sample.folders import PageFolder, render

NAME = "The Kestrel Courier"
SECTIONS = {"region": "Region", "economy": "Economy"}
FORBIDDEN = "/internal/"

# Small enough that each section has a second page with some thirty pages in all.
TEASERS_A_PAGE = 8


def index_bodies(folders: Sequence[PageFolder], base: str) -> dict[str, tuple[str, str]]:
    """Path → (content type, text) of everything that is made from the folders."""
    xml, html = "application/xml", "text/html"
    bodies = {
        "/robots.txt": ("text/plain", robots(base)),
        "/rss.xml": ("application/rss+xml", rss(_listed(folders, "rss"), base)),
        "/atom.xml": ("application/atom+xml", atom(_listed(folders, "atom"), base)),
        "/sitemap-index.xml": (xml, sitemap_index(folders, base)),
        "/news-sitemap.xml": (xml, news_sitemap(_listed(folders, "news-sitemap"), base)),
        "/": (html, home(_listed(folders, "home"), base)),
    }
    for section in sections(folders):
        members = _listed(_in_section(folders, section), "sitemap")
        bodies[f"/sitemap-{section}.xml"] = (xml, sitemap(members, base))
        for path in section_pages(folders, section):
            bodies[path] = (html, section_page(section, path, folders, base))
    return bodies


def sections(folders: Sequence[PageFolder]) -> list[str]:
    """The sections' slugs; a folder that names a new one opens it."""
    found = {page.response.section for page in folders if "section" in page.response.indexes}
    return [*SECTIONS, *sorted(found - SECTIONS.keys())]


def section_pages(folders: Sequence[PageFolder], section: str) -> dict[str, list[PageFolder]]:
    """Path of each of the section's pages → the stories it shows, latest first."""
    listed = _listed(_in_section(folders, section), "section")
    starts = range(0, max(len(listed), 1), TEASERS_A_PAGE)
    return {
        f"/{section}/" + (f"page/{number}/" if number > 1 else ""): listed[
            start : start + TEASERS_A_PAGE
        ]
        for number, start in enumerate(starts, 1)
    }


def listing_paths(folders: Sequence[PageFolder]) -> list[str]:
    """The paths of home and of every section page."""
    return ["/"] + [
        path for section in sections(folders) for path in section_pages(folders, section)
    ]


def robots(base: str) -> str:
    """robots.txt with a forbidden folder and both sitemaps."""
    return (
        f"User-agent: *\nDisallow: {FORBIDDEN}\n\n"
        f"Sitemap: {base}/sitemap-index.xml\nSitemap: {base}/news-sitemap.xml\n"
    )


def rss(pages: Sequence[PageFolder], base: str) -> str:
    """An RSS 2.0 feed."""
    items = "".join(
        f"<item><title>{escape(page.response.title)}</title>"
        f"<link>{_url(page, base)}</link><guid>{_url(page, base)}</guid>"
        f"<pubDate>{format_datetime(page.response.moment)}</pubDate>"
        f"<description>{escape(page.response.summary)}</description></item>\n"
        for page in pages
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{NAME}</title><link>{base}/</link><description>News of the islands</description>\n"
        f"{items}</channel></rss>\n"
    )


def atom(pages: Sequence[PageFolder], base: str) -> str:
    """An Atom feed."""
    entries = "".join(
        f"<entry><title>{escape(page.response.title)}</title><id>{_url(page, base)}</id>"
        f'<link href="{_url(page, base)}"/><updated>{_changed(page)}</updated>'
        f"<published>{page.response.moment.isoformat()}</published>"
        f"<summary>{escape(page.response.summary)}</summary></entry>\n"
        for page in pages
    )
    newest = max((page.response.moment for page in pages), default=None)
    updated = f"<updated>{newest.isoformat()}</updated>" if newest else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{NAME}</title><id>{base}/</id>"
        f'<link rel="self" href="{base}/atom.xml"/>{updated}\n{entries}</feed>\n'
    )


def sitemap_index(folders: Sequence[PageFolder], base: str) -> str:
    """The index of the sections' sitemaps."""
    maps = "".join(
        f"<sitemap><loc>{base}/sitemap-{section}.xml</loc></sitemap>\n"
        for section in sections(folders)
    )
    return f"{_XML}<sitemapindex {_SITEMAP_NS}>\n{maps}</sitemapindex>\n"


def sitemap(pages: Sequence[PageFolder], base: str) -> str:
    """One section's sitemap."""
    urls = "".join(
        f"<url><loc>{_url(page, base)}</loc><lastmod>{_changed(page)}</lastmod></url>\n"
        for page in pages
    )
    return f"{_XML}<urlset {_SITEMAP_NS}>\n{urls}</urlset>\n"


def news_sitemap(pages: Sequence[PageFolder], base: str) -> str:
    """A news sitemap: with each story's title, language and day."""
    urls = "".join(
        f"<url><loc>{_url(page, base)}</loc><news:news><news:publication>"
        f"<news:name>{NAME}</news:name><news:language>{page.response.language}</news:language>"
        f"</news:publication><news:publication_date>{page.response.published.isoformat()}"
        f"</news:publication_date><news:title>{escape(page.response.title)}</news:title>"
        "</news:news></url>\n"
        for page in pages
    )
    namespace = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"{_XML}<urlset {_SITEMAP_NS} {namespace}>\n{urls}</urlset>\n"


def home(pages: Sequence[PageFolder], base: str) -> str:
    """The home page: a teaser a story, links as their `query` says."""
    teasers = "".join(_teaser(page, page.response.query) for page in pages)
    return _teaser_page(NAME, "/", teasers, base)


def section_page(section: str, path: str, folders: Sequence[PageFolder], base: str) -> str:
    """One page of a section, with links to the pages before and after it."""
    pages = section_pages(folders, section)
    paths = list(pages)
    number = paths.index(path)
    links = ""
    if number > 0:
        links += f'<a rel="prev" href="{paths[number - 1]}">Newer stories</a>\n'
    if number + 1 < len(paths):
        links += f'<a rel="next" href="{paths[number + 1]}">Older stories</a>\n'
    pager = f'<nav class="pager">{links}</nav>' if links else ""
    name = SECTIONS.get(section, section.capitalize())
    return _teaser_page(name, path, "".join(map(_teaser, pages[path])) + pager, base)


_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _listed(pages: Sequence[PageFolder], index: str) -> list[PageFolder]:
    return [page for page in pages if index in page.response.indexes]


def _in_section(pages: Sequence[PageFolder], section: str) -> list[PageFolder]:
    return [page for page in pages if page.response.section == section]


def _url(page: PageFolder, base: str) -> str:
    return escape(f"{base}{page.response.path}")


def _changed(page: PageFolder) -> str:
    return (page.response.modified or page.response.moment).isoformat()


def _teaser(page: PageFolder, query: str = "") -> str:
    href = page.response.path + (f"?{query}" if query else "")
    summary = f"<p>{escape(page.response.summary)}</p>" if page.response.summary else ""
    return (
        f'<div class="teaser"><h2><a href="{escape(href)}">{escape(page.response.title)}</a></h2>'
        f'<time datetime="{page.response.published.isoformat()}">{page.response.moment:%d %B %Y}'
        f"</time>{summary}</div>\n"
    )


def _teaser_page(name: str, path: str, teasers: str, base: str) -> str:
    title = NAME if name == NAME else f"{name} | {NAME}"
    return render(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{title}</title>"
        f'<link rel="canonical" href="{{{{base}}}}{path}">'
        '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
        '<link rel="alternate" type="application/atom+xml" href="/atom.xml">'
        '<meta property="og:type" content="website"></head>\n<body>\n{{> modern-top}}\n'
        f'<main class="front"><h1>{name}</h1>\n{teasers}</main>\n'
        "{{> modern-end}}\n</body></html>\n",
        base,
    )
