"""Steps: what a page's outcome changes in Redis, all at once or not at all, by a Lua script.

A feature takes part with Commands of its own, which run after the stream's entry is there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cleaner.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from redis import Redis

Command = list[str]
"""A Redis command and its arguments, such as ["HINCRBY", "newsmill:events:a.example", "new", "1"].

None may block, or fail on what newsmill itself stores under its keys.
"""

ENTRY = "$entry"
"""As an argument of a Command: the id of the entry that the step adds to its stream."""

# The token is set right behind the entry: a command that fails can then not make a second one.
_SCRIPT = """
local step = cjson.decode(ARGV[1])
local earlier = redis.call('GET', step.token)
if earlier then return {'earlier', earlier} end
for _, guard in ipairs(step.guards) do
  if (redis.call(unpack(guard.read)) or '') ~= guard.found then return {'stale', ''} end
end
local entry = redis.call('XADD', step.stream, '*', unpack(step.entry))
redis.call('SET', step.token, step.outcome, 'EX', step.token_seconds)
for _, command in ipairs(step.commands) do
  for place, word in ipairs(command) do
    if word == '$entry' then command[place] = entry end
  end
  redis.call(unpack(command))
end
return {'done', entry}
"""


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What a decision rests on: a reading Command, and what it gave then ("" for nothing)."""

    read: Command
    found: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One page's outcome: the entry that is added to `stream`, and what else changes with it.

    Under the key `token` stands for `token_seconds` that this fetch was counted.
    """

    token: str
    token_seconds: int
    outcome: Outcome
    stream: str
    entry: Mapping[str, str]
    guards: Sequence[Guard] = ()
    commands: Sequence[Command] = field(default_factory=list)


def take(connection: Redis, step: Step) -> Outcome | None:
    """Do the step; its outcome, or that of an earlier one with its token.

    None if a guard's key has changed since it was read: nothing is done then, and the decision is
    to be made anew. Raises redis.RedisError.
    """
    script = connection.register_script(_SCRIPT)  # hashed here; the server keeps it by that hash
    told = {
        "token": step.token,
        "token_seconds": str(step.token_seconds),
        "outcome": step.outcome,
        "stream": step.stream,
        "entry": flat(step.entry),
        "guards": [{"read": each.read, "found": each.found} for each in step.guards],
        "commands": list(step.commands),
    }
    word, value = script(args=[json.dumps(told, ensure_ascii=False)])
    if word == b"stale":
        return None
    return Outcome(value.decode()) if word == b"earlier" else step.outcome


def flat(fields: Mapping[str, str]) -> list[str]:
    """Return field, value, field, value ..., as Redis takes them."""
    return [part for pair in fields.items() for part in pair]
