"""Who plays in the demo and what they say, read from `cast/*.toml`.

A conversation in a cast file:

    [[conversation]]
    id = "maria-walnut"          # unique
    channel = "whatsapp"         # whatsapp, instagram, linkedin, email or sms
    from = "+491713920022"       # fictional, and unique
    name = "Maria Keller"        # "" for somebody who never said
    language = "en"
    mood = "curious"
    hostile = false              # true: bodies may hold what `domain.text.clean` removes
    live = [["Hi", "you there?"]]                # later, unasked: one list is one burst
    messages = [{ from = "customer", age_minutes = 2, body = "…" }]    # the back-story, oldest first
    answers = [{ delay_seconds = 14, body = "…" }]     # one for each reply that reaches them, in order
    then_after = [{ delay_seconds = 75, body = "…" }]  # they write again, unless they were answered by then

A body in the back-story may be lengthened: `repeat = { text = "…", times = 5000 }`.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from closer_tui.demo.roles import (
    Business,
    Cast,
    DemoConversation,
    DemoMessage,
    LocalReply,
    PastAnswer,
    QuickReply,
    Sender,
    TimedLine,
)
from closer_tui.demo.rows import CastError, Row
from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile

__all__ = [
    "Business",
    "Cast",
    "CastError",
    "DemoConversation",
    "DemoMessage",
    "LocalReply",
    "PastAnswer",
    "QuickReply",
    "Sender",
    "TimedLine",
    "load_cast",
]

MOST_IN_A_MINUTE: Final = 6
"""Back-story messages of one conversation that share an age; they are set a few seconds apart."""


def load_cast(folder: Traversable | None = None) -> Cast:
    """The cast in `folder`, by default the one in the package. Raises `CastError`, naming file and place."""
    folder = folder if folder is not None else resources.files("closer_tui.demo") / "cast"
    files = [
        _file(path) for path in sorted(folder.iterdir(), key=lambda path: path.name) if path.name.endswith(".toml")
    ]
    owners = [row for row in files if "business" in row.values]
    if len(owners) != 1:
        raise CastError(f"{len(owners)} cast files name a business.", "Exactly one must, usually owner.toml.")
    cast = Cast(
        business=_business(owners[0].row("business")),
        tone=_tone(owners[0].row("tone")),
        conversations=tuple(_conversation(row) for row in _all(files, "conversation")),
        quick_replies=tuple(_quick_reply(row) for row in _all(files, "quick_reply")),
        past_answers=tuple(_past_answer(row) for row in _all(files, "approved")),
    )
    _once("id", (each.id for each in cast.conversations))
    _once("from", (f"{each.channel} {each.address}" for each in cast.conversations))
    _once("shortcut", (each.shortcut for each in cast.quick_replies))
    return cast


def _file(path: Traversable) -> Row:
    try:
        row = Row(path.name, tomllib.loads(path.read_text("utf-8")))
    except ValueError as reason:
        raise CastError(f"{path.name} cannot be read: {reason}.", "Correct the cast file.") from reason
    row.only("business", "tone", "conversation", "quick_reply", "approved")
    return row


def _all(files: Iterable[Row], key: str) -> Iterator[Row]:
    return (row for file in files for row in file.rows(key))


def _once(key: str, values: Iterable[str]) -> None:
    for value, count in Counter(values).items():
        if count > 1:
            raise CastError(f"{key} {value} stands {count} times in the cast.", "Give each its own.", field=key)


def _business(row: Row) -> Business:
    row.only("name", "owner", "town", "about")
    return Business(name=row.text("name"), owner=row.text("owner"), town=row.text("town"), about=row.text("about"))


def _tone(row: Row) -> ToneProfile:
    row.only("formality", "warmth", "sentence_length", "emoji", "sign_off", "escalation_topics")
    try:
        return ToneProfile(
            formality=row.number("formality"),
            warmth=row.number("warmth"),
            sentence_length=SentenceLength(row.text("sentence_length")),
            emoji=EmojiUse(row.text("emoji")),
            sign_off=row.text("sign_off"),
            escalation_topics=row.texts("escalation_topics"),
        )
    except CastError:
        raise
    except InvalidInput as reason:
        raise row.wrong(reason.field or "tone", f"does not work: {reason}") from reason
    except ValueError as reason:
        raise row.wrong("tone", f"does not work: {reason}") from reason


def _quick_reply(row: Row) -> QuickReply:
    row.only("shortcut", "title", "body", "keywords", "variant")
    return QuickReply(
        shortcut=row.text("shortcut"),
        title=row.text("title"),
        body=row.text("body"),
        keywords=row.texts("keywords"),
        variants=tuple(_local(variant) for variant in row.rows("variant")),
    )


def _local(row: Row) -> LocalReply:
    row.only("language", "body", "keywords")
    return LocalReply(language=row.text("language"), body=row.text("body"), keywords=row.texts("keywords"))


def _past_answer(row: Row) -> PastAnswer:
    row.only("language", "question", "answer")
    return PastAnswer(language=row.text("language"), question=row.text("question"), answer=row.text("answer"))


def _conversation(row: Row) -> DemoConversation:
    row.only(
        *("id", "channel", "from", "name", "language", "mood", "hostile"),
        *("messages", "live", "answers", "then_after"),
    )
    channel = row.text("channel")
    if channel not in set(ChannelKind):
        raise row.wrong("channel", f"is {channel!r}, not one of {', '.join(ChannelKind)}")
    talk = DemoConversation(
        id=row.text("id"),
        channel=ChannelKind(channel),
        address=row.text("from"),
        name=row.text("name", may_be_empty=True),
        language=row.text("language"),
        mood=row.text("mood"),
        messages=tuple(_message(message) for message in row.rows("messages")),
        live=row.text_lists("live"),
        answers=tuple(_line(line) for line in row.rows("answers")),
        then_after=tuple(_line(line) for line in row.rows("then_after")),
        hostile=row.flag("hostile"),
    )
    _check_order(row, talk)
    return talk


def _message(row: Row) -> DemoMessage:
    row.only("from", "age_minutes", "body", "repeat")
    sender = row.text("from")
    if sender not in set(Sender):
        raise row.wrong("from", f"is {sender!r}, not customer or business")
    body = row.text("body")
    if "repeat" in row.values:
        repeat = row.row("repeat")
        repeat.only("text", "times")
        body += repeat.text("text") * repeat.number("times", least=1)
    return DemoMessage(Sender(sender), body, row.number("age_minutes", least=1))


def _line(row: Row) -> TimedLine:
    row.only("delay_seconds", "body")
    return TimedLine(row.text("body"), row.number("delay_seconds", least=1))


def _check_order(row: Row, talk: DemoConversation) -> None:
    # A CLOSER server knows replies only as the answer to a message, one each.
    if not talk.messages and not talk.live:
        raise row.wrong("messages", "and live are both missing; somebody has to write")
    if talk.messages and talk.messages[0].sender is Sender.BUSINESS:
        raise row.wrong("messages", "must begin with the customer")
    for before, after in zip(talk.messages, talk.messages[1:], strict=False):
        if before.age_minutes < after.age_minutes:
            raise row.wrong("messages", f"must be oldest first: {after.body[:30]!r} is older than what it follows")
        if before.sender is after.sender is Sender.BUSINESS:
            raise row.wrong("messages", f"has two answers in a row: {after.body[:30]!r}")
    for age, count in Counter(message.age_minutes for message in talk.messages).items():
        if count > MOST_IN_A_MINUTE:
            raise row.wrong("messages", f"has {count} of age {age}; at most {MOST_IN_A_MINUTE} fit into a minute")
