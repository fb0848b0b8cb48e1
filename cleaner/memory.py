"""SiteMemory: what a site's earlier pages taught. Plain data, in and out as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

# A line seen on this many other pages of a site is furniture, not story.
REPEATED_ON = 3
# Bounds what a site may take up; past it the lines seen least are forgotten.
MAX_LINES = 2_000
# Shorter lines ("Ms Lund said.") recur in honest stories.
MIN_WORDS = 4


class SiteMemory(BaseModel):
    """Lines of a site's pages, and on how many pages each was seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 1
    pages: int = 0
    lines: dict[str, int] = Field(default_factory=dict)

    def learn(self, texts: Sequence[str]) -> SiteMemory:
        """The memory after one more page, given its blocks' texts. Deterministic in page order."""
        lines = dict(self.lines)
        for text in dict.fromkeys(texts):
            if len(text.split()) >= MIN_WORDS:
                lines[text] = lines.get(text, 0) + 1
        if len(lines) > MAX_LINES:
            kept = sorted(lines.items(), key=lambda item: -item[1])[:MAX_LINES]
            lines = dict(kept)
        return SiteMemory(pages=self.pages + 1, lines=lines)

    def repeats(self, text: str) -> bool:
        """Whether the line is known from several other pages of the site."""
        return self.lines.get(text, 0) >= REPEATED_ON
