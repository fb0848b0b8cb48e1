"""What an element's tag says about how a page shows it."""

from __future__ import annotations

# Elements that a browser sets on lines of their own (HTML Standard, "Rendering: flow content").
BLOCK_TAGS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
        "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
        "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend",
        "li", "main", "menu", "nav", "ol", "option", "p", "pre", "search", "section", "select",
        "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video", "audio",
        "iframe", "amp-iframe",
    }
)  # fmt: skip
# Elements whose text no reader sees.
SKIPPED_TAGS = frozenset(
    {
        "script", "style", "noscript", "template", "svg", "head", "iframe", "amp-iframe", "object",
        "embed", "applet", "map", "select", "option", "textarea", "input", "canvas",
        "audio", "video", "title", "rt", "rp", "rtc", "annotation", "annotation-xml",
    }
)  # fmt: skip
PICTURES = frozenset({"img", "amp-img"})
# Elements in a line that hold nothing.
VOID_TAGS = PICTURES | {"br", "wbr"}
