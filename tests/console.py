"""Console blocks: the commands of a Markdown page, read, run, and compared with what is printed.

    ```console            commands behind "$ ", each with its output below it; "…" alone on a line
                          stands for any lines, inside a line for any characters
    ```toml sources.toml  a file of that name, written when its turn comes

Runs of blanks count as one. A command must exit with 0, unless the next one is `echo $?`.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What the pages say, and a test puts something of its own in place of.
SITE = "https://news.example"
STATE = "/home/you/.local/state/newsmill"
STATE_IN_SHELL = "~/.local/state/newsmill"

_FENCE = re.compile(r"^```(?P<label>[\w-]*)(?: (?P<file>[\w.-]+))?$")
SECONDS = 60  # the longest command, a crawl, takes ten on a busy machine


@dataclass
class Step:
    """A command with the lines it should print, or a file, by name, with its lines."""

    line: int
    command: str = ""
    name: str = ""
    printed: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where a page is run: its folder, environment, and the site and state folder it gets."""

    folder: Path
    environment: dict[str, str]
    site: str
    state: str

    def to_real(self, text: str) -> str:
        """A page's text with the stage's own addresses."""
        for placeholder in (STATE, STATE_IN_SHELL):
            text = text.replace(placeholder, self.state)
        return text.replace(SITE, self.site)

    def to_page(self, text: str) -> str:
        """What a command printed, in the page's addresses."""
        host = self.site.removeprefix("http://")
        text = text.replace(self.state, STATE).replace(self.site, SITE)
        page_host = SITE.removeprefix("https://")
        return text.replace(host, page_host).replace(host.partition(":")[0], page_host)


def read_steps(page: str) -> list[Step]:
    """The steps of a page's text, in their order."""
    steps: list[Step] = []
    label = ""
    for number, line in enumerate(page.splitlines(), 1):
        fence = _FENCE.match(line)
        if label and line == "```":
            label = ""
        elif not label and fence:
            label = "file" if fence["file"] else fence["label"] or "plain"
            if fence["file"]:
                steps.append(Step(line=number, name=fence["file"]))
        elif label == "console" and line.startswith("$ "):
            steps.append(Step(line=number, command=line.removeprefix("$ ")))
        elif label in ("console", "file"):
            steps[-1].printed.append(line)
    return steps


def faults(page: str, stage: Stage) -> Iterator[str]:
    """Run the page's steps; a text for each that came out otherwise than printed."""
    steps = read_steps(page)
    code = 0
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        if step.name:
            text = "\n".join(step.printed) + "\n"
            (stage.folder / step.name).write_text(stage.to_real(text), encoding="utf-8")
            continue
        code, output = _run(step.command, code, stage)
        told = following is not None and following.command == "echo $?"
        if code and not told:
            yield f"line {step.line}: $ {step.command}\nended with {code}:\n{output}"
        elif not step.command.startswith("make ") and not matches(step.printed, output):
            wanted = "\n".join(step.printed)
            yield f"line {step.line}: $ {step.command}\nprinted:\n{output}\nnot:\n{wanted}"


def matches(printed: list[str], output: str) -> bool:
    """Whether the output is what the page prints, its gaps aside."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else _line_pattern(line) for line in printed
    )
    folded = "".join(_fold(line) + "\n" for line in output.splitlines())
    return re.fullmatch(pattern, folded) is not None


def _line_pattern(line: str) -> str:
    return ".*?".join(map(re.escape, _fold(line).split("…"))) + r"\n"


def _fold(line: str) -> str:
    return " ".join(line.split())


def _run(command: str, code_before: int, stage: Stage) -> tuple[int, str]:
    if command == "echo $?":
        return 0, f"{code_before}\n"
    folder = stage.folder
    if command.startswith("make "):  # it would set up or test everything: only that it exists
        command, folder = command.replace("make ", "make -n ", 1), ROOT
    done = subprocess.run(
        ["bash", "-c", stage.to_real(command)],
        cwd=folder,
        env=stage.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )
    return done.returncode, stage.to_page(done.stdout.decode("utf-8", "replace"))
