"""Formatted text as a small part of HTML: cleaned of everything else, and read as plain text."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

TAGS = frozenset(
    "p br hr strong b em i u s sub sup code pre blockquote h1 h2 h3 ul ol li a table thead tbody tr th td".split()
)
ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
SCHEMES = {"http", "https", "mailto", "tel"}
_BLOCKS = frozenset("p br hr pre blockquote h1 h2 h3 ul ol li table tr div".split())
_CELLS = frozenset({"td", "th"})
_LOOKS_MARKED_UP = re.compile(r"\s*<(?:p|h[1-3]|ul|ol|table|div|blockquote|pre)\b", re.IGNORECASE)


def cleaned(text: str) -> str:
    """The HTML with nothing in it but what formats text; links lead out and tell nobody where they were found."""
    import nh3

    return nh3.clean(
        text,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style", "iframe", "object", "svg", "math", "template", "noscript"},
    )


def plain_text(text: str) -> str:
    """What people read of it, a line for each block."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split(" ")).strip() for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


def marked_up(text: str) -> str:
    """Plain text as HTML, a paragraph for each line; what is HTML already stays."""
    if _LOOKS_MARKED_UP.match(text):
        return text
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.splitlines() if line.strip())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in _CELLS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))
