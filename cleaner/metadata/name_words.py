"""Words beside names and inside them, in many languages: data for names.py."""

from __future__ import annotations

# News agencies.
AGENCIES = frozenset(
    {
        "afp", "reuters", "ap", "dpa", "apa", "sda", "ansa", "efe", "tass", "тасс",
        "interfax", "интерфакс", "риа", "bloomberg", "upi", "pti", "ani", "ians", "kyodo",
        "yonhap", "xinhua", "anadolu", "aa", "lusa", "ntb", "tt", "ritzau", "stt", "pap",
        "ctk", "mti", "belga", "anp", "kna", "epd", "sid", "adnkronos", "europa press",
        "associated press", "antara", "wam", "spa", "aap", "iha", "dha", "keystone-sda",
        "tnn", "unian", "укрінформ", "ina", "petra", "mena",
    }
)  # fmt: skip

# Words of roles. A part of a byline that holds one tells what somebody is, not who.
ROLES = frozenset(
    {
        "reporter", "reporters", "editor", "editors", "correspondent", "correspondents",
        "writer", "writers", "journalist", "columnist", "commentator", "anchor", "producer",
        "photographer", "chief", "contributor", "freelance", "freelancer", "fellow", "intern",
        "analyst", "presenter", "published", "updated", "posted", "redakteur", "redakteurin",
        "redaktor", "redaktorin", "korrespondent", "korrespondentin", "reporterin", "leiter",
        "leiterin", "chefredakteur", "chefredakteurin", "volontär", "volontärin",
        "journalistin", "ressortleiter", "ressortleiterin", "pressesprecher",
        "pressesprecherin", "journaliste", "rédacteur", "rédactrice", "correspondant",
        "correspondante", "envoyé", "envoyée", "chroniqueur", "reportrice", "periodista",
        "redactor", "redactora", "corresponsal", "colaborador", "colaboradora", "columnista",
        "editora", "enviado", "enviada", "giornalista", "inviato", "inviata",
        "corrispondente", "redattore", "redattrice", "jornalista", "repórter",
        "correspondente", "colunista", "verslaggever", "verslaggeefster", "redacteur",
        "dziennikarz", "dziennikarka", "redaktorka", "korespondent", "korespondentka",
        "корреспондент", "корреспондентка", "журналист", "журналистка", "обозреватель",
        "редактор", "спецкор", "кореспондент", "кореспондентка", "журналістка", "muhabir",
        "muhabiri", "editör", "editörü", "yazarı", "wartawan", "journalister", "skribent",
        "ledarskribent", "fotograf", "toimittaja", "δημοσιογράφος", "συντάκτης", "συντάκτρια",
        "संवाददाता",
    }
)  # fmt: skip

# Little words inside names.
PARTICLES = frozenset(
    {
        "de", "del", "della", "di", "da", "das", "do", "dos", "du", "des", "d", "l", "la",
        "le", "las", "los", "van", "von", "vom", "zu", "zum", "zur", "der", "den", "dem",
        "ten", "ter", "'t", "bin", "ibn", "bint", "ben", "el", "al", "ul", "af", "av", "y",
        "e", "i", "dela", "dalla", "degli", "dei", "of", "the", "st", "ste", "san", "abu",
        "umm", "ال", "بن",
    }
)  # fmt: skip

# Words beside a day in a byline.
DATE_WORDS = frozenset(
    {
        "on", "at", "am", "um", "vom", "den", "le", "el", "il", "op", "pm", "uhr", "kl",
        "kl.", "w", "dnia", "i", "del", "de", "die", "dated", "date", "datum,", ",", "-", "–",
        "—", "·", "|", "la", "posted", "published", "veröffentlicht",
    }
)  # fmt: skip

# What a name stands behind in the middle of a line or in a meta tag, beside the openings of the
# phrase files.
MORE_BY = frozenset(
    {
        "posted by", "published by", "veröffentlicht von", "geschrieben von", "erstellt von",
        "vom", "autorin", "autoren", "text & fotos", "text und fotos", "redaktion:",
        "publié par", "rédigé par", "publicado por", "escribe", "scritto da", "a cura di",
        "di", "door", "geplaatst door", "av", "af", "przez", "autor", "auteur", "autore",
        "oleh", "penulis", "yazan", "bởi", "tác giả", "מאת", "نویسنده", "द्वारा", "του",
        "της", "interview",
    }
)  # fmt: skip
