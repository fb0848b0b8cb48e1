"""Near-copies: is an article's body on another site already, as agency copies are?"""

from workers.near import sketches
from workers.near.index import KEEP_SECONDS, Match, commands, look
from workers.near.sketches import Sketch, is_near_copy, likeness, sketch

__all__ = [
    "KEEP_SECONDS",
    "Match",
    "Sketch",
    "commands",
    "is_near_copy",
    "likeness",
    "look",
    "sketch",
    "sketches",
]
