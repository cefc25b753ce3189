"""Facts a draft must not make up: amounts, percentages, days and times that stand nowhere in what the owner wrote.

What only the customer has named is not the owner's word either: an amount or a percentage repeated from them may be
the price they would like. A time or a day they ask about may be repeated; their own number may not be what they are
sent to.
"""

from __future__ import annotations

import re
from typing import Final

from closer_tui.domain.draft import Check, CheckLevel
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.data_checks import EMAIL, LONG_NUMBER, NUMBER
from closer_tui.drafting.days import written_day
from closer_tui.drafting.folding import fold, patterns, sentences, words_of
from closer_tui.drafting.words.days import WEEKDAYS
from closer_tui.drafting.words.slips import DIRECTING

_SIGN = r"[£$€¥₹₺₽₩]|\b(?:USD|EUR|GBP|CHF|JPY)\b"
_UNIT = (
    r"[£$€¥₹₺₽₩]|(?:USD|EUR|GBP|CHF|JPY|zł|kr|TL|euros?|pounds?|dollars?|bucks|quid|cents?|pence|francs?|franken|"
    r"libras?|dólares?|sterlin[ae]|reais|złotych)\b|円|元|원"
)
_NUMERAL = r"\d{1,3}(?:[.,'’ \u00a0]\d{3}){0,5}(?:[.,]\d{1,2})?(?!\d)|\d{1,15}(?:[.,]\d{1,2})?"
_MONEY = re.compile(rf"(?i)(?:{_SIGN})\s?({_NUMERAL})|(?<![\w.,])({_NUMERAL})\s?(?:{_UNIT})")
_PRICED = re.compile(r"(?<![\d.,])\d{1,9}[.,]\d{2}(?![\d.,]*\d)")
_PERCENT = re.compile(
    r"(?i)(?<!\d)(\d{1,9}(?:[.,]\d{1,4})?)\s?(?:%|٪|％|percent\b|per cent\b|prozent\b|"
    r"pour ?cent\b|por ciento\b|per cento\b|procent\b)"
)
_CLOCK = re.compile(
    r"(?i)(?<![\d.,:£$€])([01]?\d|2[0-4])(?::|\.|h|uhr )([0-5]\d)(?![\d.,]*\d)(?:\s?(?:uhr|h|am|pm|a\.m\.|p\.m\.))?"
    r"|(?<![\d.,:£$€])([01]?\d|2[0-4])\s?(?:o'clock|uhr|am\b|pm\b|a\.m\.|p\.m\.|h\b|uur)"
)
_BARE = re.compile(r"(?<![\d.,:/\-£$€])([01]?\d|2[0-4])(?![\d:/\-%]|[.,]\d)")
_WEEKDAY_OF: Final = {fold(name): number for number, names in enumerate(WEEKDAYS) for name in names}
_SPAN = re.compile(r"\b(\w{2,20}) ?(?:-|to|until|till|through|bis|a|au|al|hasta|tot|ate) ?(\w{2,20})\b")


def check_facts(brief: DraftBrief, body: str) -> Check:
    """One check, `facts`: the first fact that is nobody's, or that only the customer has named."""
    ours, theirs = brief.owner_words, f"{brief.said_by_customer}\n{brief.contact_name}"
    body = body.removesuffix(brief.tone.sign_off)
    said = (
        _money(body, ours, theirs)
        or _percent(body, ours, theirs)
        or _times(body, f"{ours}\n{theirs}")
        or _days(body, ours, theirs, brief.now)
        or _directions(body, ours, theirs)
    )
    return Check("facts", CheckLevel.HOLD, said) if said else Check("facts", CheckLevel.OK)


def _money(body: str, ours: str, theirs: str) -> str:
    # In a price list the currency may stand at its top, or nowhere.
    known = _amounts(ours) | {_value(match[0]) for match in _PRICED.finditer(ours)}
    named = _amounts(theirs)
    for match in _MONEY.finditer(body):
        value = _value(match[1] or match[2])
        if value in known:
            continue
        if value in named:
            return f"Only the customer has named the amount {match[0].strip()}."
        return f"The amount {match[0].strip()} stands neither here nor in your replies."
    return ""


def _amounts(text: str) -> set[float]:
    return {_value(match[1] or match[2]) for match in _MONEY.finditer(text)}


def _value(digits: str) -> float:
    """The number meant by `1,250.00`, `1.250,00`, `1 250` or `12,5`."""
    plain = re.sub(r"[\s'’\u00a0]", "", digits).strip(".,")
    whole, cents = plain, ""
    if (found := re.search(r"[.,](\d{1,2})$", plain)) is not None:
        whole, cents = plain[: found.start()], found[1]
    return float(f"{re.sub(r'[.,]', '', whole) or 0}.{cents or 0}")


def _percent(body: str, ours: str, theirs: str) -> str:
    known, named = ({_value(match[1]) for match in _PERCENT.finditer(text)} for text in (ours, theirs))
    for match in _PERCENT.finditer(body):
        if _value(match[1]) in known:
            continue
        if _value(match[1]) in named:
            return f"Only the customer has named {match[0].strip()}."
        return f"{match[0].strip()} stands neither here nor in your replies."
    return ""


def _times(body: str, known: str) -> str:
    """A time of day that nobody has named; morning and evening are not told apart, since people do not either."""
    # 4.00 is no time of day where a currency stands beside it.
    known, body = _MONEY.sub(" ", known), _MONEY.sub(" ", body)
    clocks = {_clock(match) for match in _CLOCK.finditer(known)} | {
        (int(match[1]) % 12, 0) for match in _BARE.finditer(known)
    }
    for match in _CLOCK.finditer(body):
        if _clock(match) not in clocks:
            return f"The time {match[0].strip()} stands neither here nor in your replies."
    return ""


def _clock(match: re.Match[str]) -> tuple[int, int]:
    return int(match[1] or match[3]) % 12, int(match[2] or 0)


def _days(body: str, ours: str, theirs: str, now: int) -> str:
    known = f"{ours}\n{theirs}"
    dates = {written_day(sentence, now) for sentence in sentences(known)}
    folded = fold(known)
    for sentence in sentences(body):
        day = written_day(sentence, now)
        if day is not None and day not in dates and fold(sentence) not in folded:
            return f"The date in “{sentence[:120]}” stands neither here nor in your replies."
    weekdays = _weekdays(folded)
    for word in words_of(fold(body)):
        if word in _WEEKDAY_OF and _WEEKDAY_OF[word] not in weekdays:
            return f"“{word.capitalize()}” stands neither here nor in your replies."
    return ""


def _weekdays(folded: str) -> set[int]:
    """The weekdays a text names, and those between the ends of a span."""
    found = {_WEEKDAY_OF[word] for word in words_of(folded) if word in _WEEKDAY_OF}
    for match in _SPAN.finditer(folded):
        first, last = _WEEKDAY_OF.get(match[1]), _WEEKDAY_OF.get(match[2])
        if first is not None and last is not None:
            found |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return found


def _directions(body: str, ours: str, theirs: str) -> str:
    """A number or an address that only the customer has named and to which a sentence sends somebody."""
    digits_ours, digits_theirs = re.sub(r"\D", "", ours), re.sub(r"\D", "", theirs)
    for sentence in sentences(body):
        if not patterns(DIRECTING).search(fold(sentence)):
            continue
        for match in NUMBER.finditer(sentence):
            digits = re.sub(r"\D", "", match[0])
            if len(digits) >= LONG_NUMBER and digits not in digits_ours and digits in digits_theirs:
                return f"Only the customer has named {match[0].strip()}, and the draft sends them to it."
        for match in EMAIL.finditer(sentence):
            address = fold(match[0].strip(".,!?"))
            if address not in fold(ours) and address in fold(theirs):
                return f"Only the customer has named {match[0].strip('.,!?')}, and the draft sends them to it."
    return ""
