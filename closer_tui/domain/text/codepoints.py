"""Which code points are which: fragments for regular-expression classes, shared by the rest of the package.

A fragment goes between `[` and `]`. Named for what a person would see, not for the Unicode category.
"""

from __future__ import annotations

from functools import cache

from closer_tui.domain.text import tables

CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
"""C0 without tab and line feed, DEL, C1."""
SURROGATES = r"\ud800-\udfff"
NONCHARACTERS_FAR = "".join(f"\\U{plane:04x}fffe-\\U{plane:04x}ffff" for plane in range(1, 17))
"""Those past the BMP; within it they are FDD0 to FDEF, FFFE and FFFF."""
BIDI_CONTROLS = r"\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates: they reorder what follows, so text can lie about its order."""
DIRECTION_MARKS = r"\u061c\u200e\u200f"
"""ALM, LRM, RLM: an unseen letter with a direction; everyday in Arabic and Hebrew, pointless elsewhere."""
RIGHT_TO_LEFT = (
    r"\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
)
UNSEEN_BMP = r"\xad\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
"""Soft hyphen, word joiner, invisible operators, blank Hangul, BOM, annotations: they only hide things.

Without the blank Hangul letters a name could be there and not be seen; terminals and Textual also disagree
about their width."""
UNSEEN_FAR = r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
"""The same past the BMP: shorthand and music controls, the unassigned rest of the tags' plane."""
TAGS = r"\U000e0000-\U000e007f"
"""Invisible ASCII. Its one honest use is in three flags; its common one is to smuggle orders to a model."""
FLAG_OF_A_NATION = (
    "\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073)\U000e007f"
)
"""England, Scotland, Wales: a black flag, `gb`, the nation and the closing tag. A pattern, not a class."""

JOINERS = r"\u200c\u200d"
GLUE_BMP = r"\u180b-\u180f\u200b\ufe00-\ufe0f" + JOINERS
GLUE = GLUE_BMP + r"\U000e0100-\U000e01ef"
"""Code points without a look of their own that are right in some places and smuggle data in all others:
zero-width space, joiners, variation selectors, the Mongolian vowel separator."""

SKIN = r"\U0001f3fb-\U0001f3ff"
PICTURES = (
    r"\xa9\xae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935"
    r"\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff"
)
"""Emoji and their neighbourhood (blocks, not the exact property: new emoji arrive inside them)."""
LOOK = f"\\ufe0f?[{SKIN}]?[\\ufe0e\\ufe0f]?"
MOST_JOINED = 7
"""Emoji joined to the first at most: twice the longest real one."""
EMOJI = f"[{PICTURES}]{LOOK}(?:\\u200d[{PICTURES}]{LOOK}){{0,{MOST_JOINED}}}"
"""One emoji: its skin tone, its presentation, and what is joined to it."""

IDEOGRAPHS = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SYMBOLS_WITH_VARIANTS = r"\u1000-\u109f\u2190-\u23ff\u25a0-\u27bf\u2900-\u2bff\u3000-\u303f\ua840-\ua877\uff00-\uff60"
MONGOLIAN = r"\u1820-\u18aa"
JOINING_SCRIPTS = (
    r"\u0620-\u077f\u07c0-\u07fa\u0840-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u17d3\u1820-\u18aa\u1900-\u1cff"
    r"\ua840-\ua9df\uaa00-\uabff\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
"""Arabic, Syriac, N'Ko, the scripts of India, Tibet, South-East Asia, Mongolia: joiners change their letters."""
WORDS_WITHOUT_SPACES = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u1950-\u19df\u1a20-\u1aad"
"""Thai, Lao, Burmese, Khmer, Tai: a zero-width space shows where a line may break."""


STRAY_GLUE = (
    f"[{GLUE}](?:"
    rf"(?<=[\ufe0e\ufe0f])(?<![{PICTURES}{SKIN}0-9#*{SYMBOLS_WITH_VARIANTS}].)"
    rf"|(?<=[\ufe00-\ufe0d])(?<![{SYMBOLS_WITH_VARIANTS}].)(?<![{IDEOGRAPHS}][\ufe00-\ufe02])"
    rf"|(?<=[\U000e0100-\U000e01ef])(?<![{IDEOGRAPHS}].)"
    rf"|(?<=[\u180b-\u180f])(?<![{MONGOLIAN}].)"
    rf"|(?<=\u200b)(?!(?<=[{WORDS_WITHOUT_SPACES}].)[{WORDS_WITHOUT_SPACES}])"
    rf"|(?<=[{JOINERS}])(?<![{JOINING_SCRIPTS}].)"
    rf"(?!(?:(?<=[{PICTURES}{SKIN}]\u200d)|(?<=[{PICTURES}{SKIN}]\ufe0f\u200d))[{PICTURES}])"
    ")"
)
"""One piece of glue where it has no business. A pattern, not a class.

Each alternative looks back over the piece just matched at what it hangs on. Matching only the stray ones leaves
nothing to put back, which keeps the work in C."""


def parse(table: str) -> list[tuple[int, int]]:
    """The ranges of one table of `tables`, both ends included."""
    pairs = (item.partition("-") for item in table.split())
    return [(int(first, 16), int(last or first, 16)) for first, _, last in pairs]


def _fragment(table: str, below: int = 0x110000) -> str:
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in parse(table) if last < below)


@cache
def marks() -> str:
    """The class of marks that pile up on one letter, as a fragment."""
    return _fragment(tables.MARKS)


@cache
def marks_bmp() -> str:
    """The same within the BMP only, where `re` finds a character in one step."""
    return _fragment(tables.MARKS, below=0x10000)


@cache
def blanks() -> str:
    """The class of what has no cell of its own and yet is drawn beside the letter, as a fragment."""
    return _fragment(tables.SPACING)


@cache
def blanks_bmp() -> str:
    """The same within the BMP only."""
    return _fragment(tables.SPACING, below=0x10000)
