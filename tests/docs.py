"""Write the generated pages of docs/: the Article's schema and the settings.

python -m tests.docs
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from cleaner.article import Article
from workers.settings import PREFIX, describe, load

if TYPE_CHECKING:
    from pydantic_core.core_schema import ModelSchema

DOCS = Path(__file__).resolve().parents[1] / "docs"

# Defaults that differ from machine to machine, in words that hold for all.
_BY_MACHINE = {
    "STATE_DIR": "`~/.local/state/newsmill`, on macOS `~/Library/Application Support/newsmill`",
    "USER_AGENT": "`newsmill/VERSION`, with the contact",
    "WORKERS": "one a processor",
}
_SETTINGS_HEAD = """\
# Settings

Written by `make docs` from `workers/settings.py`; `newsmill settings` prints those in force.

Settings are environment variables. An empty one counts as unset. A name that is not in this
table is an error, so that a typing mistake is found at once.

| Variable | Default | What it is |
|---|---|---|
"""


class _EveryKey(GenerateJsonSchema):
    """A schema in which every key is required: what is unknown is printed as null or [].

    Further keys are not ruled out: a program that checks with it outlives a minor version.
    """

    def field_is_required(self, *_: Any, **__: Any) -> bool:
        """Say so of every field."""
        return True

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        """As pydantic's, without what our models say to their own mistakes."""
        made = super().model_schema(schema)
        made.pop("additionalProperties", None)
        return made


def schema_page() -> str:
    """The JSON schema of an Article as it is printed and published."""
    schema = Article.model_json_schema(
        by_alias=True, mode="serialization", schema_generator=_EveryKey
    )
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(dialect | schema, indent=2, ensure_ascii=False) + "\n"


def settings_page() -> str:
    """The table of settings, the same on every machine."""
    rows = []
    for setting in describe(load({}), environ={}):
        name = setting.name.removeprefix(PREFIX)
        value = _BY_MACHINE.get(name) or (f"`{setting.value}`" if setting.value else "unset")
        rows.append(f"| `{setting.name}` | {value} | {setting.description} |\n")
    return _SETTINGS_HEAD + "".join(rows)


PAGES = {"article.schema.json": schema_page, "settings.md": settings_page}


def main() -> None:
    """Write each page anew."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
