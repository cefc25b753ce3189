"""The words of the linear face: each with the key that does the same on the screen, and what it does in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["VERBS", "Verb", "find", "help_lines"]


@dataclass(frozen=True, slots=True)
class Verb:
    """`name` is also the method that does it. `keys` are other ways to say it; `about` says that it is done to the
    conversation that was read out, and `action` is the command of the screen whose reasons against it hold here."""

    name: str
    keys: tuple[str, ...]
    help: str
    takes: str = ""
    about: bool = False
    action: str = ""


VERBS: Final = (
    Verb("next", ("n", "j"), "reads out the next conversation that needs you"),
    Verb("list", ("l",), "lists conversations of a view: needs, approve, escalated, mine, all …", takes="VIEW"),
    Verb("open", ("o",), "reads out a conversation, by its number in the last list or its id", takes="NUMBER"),
    Verb("again", ("g",), "reads the conversation out again, as it is now"),
    Verb("earlier", ("K",), "reads out earlier messages of the conversation"),
    Verb("approve", ("a",), "sends the draft", about=True, action="approve"),
    Verb("edit", ("e",), "sends the draft in your own words", takes="WORDS", about=True, action="edit"),
    Verb("reject", ("x",), "rejects the draft, with a reason", takes="REASON", about=True, action="reject"),
    Verb("redraft", ("r",), "asks for another draft", takes="HOW", about=True, action="redraft"),
    Verb("write", ("w", "reply"), "writes a reply of your own", takes="WORDS", about=True, action="write"),
    Verb("note", ("N",), "writes a note that never leaves", takes="WORDS", about=True, action="write_note"),
    Verb("take", ("t", "claim"), "takes the conversation over, or out of its queue", about=True, action="take_over"),
    Verb("back", ("B", "hand-back"), "hands the conversation back to the bot", about=True, action="hand_back"),
    Verb("escalate", ("E",), "puts it into a topic's queue", takes="TOPIC", about=True, action="escalate"),
    Verb("assign", ("@",), "gives it to somebody", takes="NAME", about=True, action="assign"),
    Verb("snooze", ("s",), "puts it away until later", takes="WHEN", about=True, action="snooze"),
    Verb("done", ("d", "resolve"), "marks it as done", about=True, action="resolve"),
    Verb("reopen", ("O",), "opens it again", about=True, action="reopen"),
    Verb("spam", ("!",), "marks it as spam", about=True, action="spam"),
    Verb("tag", ("#",), "adds a tag, or takes one away", takes="TAG", about=True, action="tag"),
    Verb("priority", ("P",), "says how much it presses", takes="HOW", about=True, action="set_priority"),
    Verb("remind", ("L", "follow-up"), "reminds you of it, with a note", takes="WHEN", about=True, action="follow_up"),
    Verb("unread", ("u",), "marks it unread, or read if it is unread", about=True, action="mark_unread"),
    Verb("history", ("H",), "tells what was done here, by whom and when", about=True, action="history"),
    Verb("undo", ("z",), "takes the last thing back"),
    Verb("search", ("/",), "finds messages", takes="WORDS"),
    Verb("outbox", ("f5",), "tells which replies have not arrived, and decides on them", takes="RETRY|DISCARD|… ID"),
    Verb("halt", ("^\\",), "stops the bot at once, everywhere; `resume` lets it go on"),
    Verb("resume", ("go-on",), "lets the bot go on"),
    Verb("status", ("?s",), "says what waits and whether the engine is at work"),
    Verb("help", ("?",), "tells these words"),
    Verb("quit", ("q", "exit"), "leaves; what was approved still goes"),
)


SIGNS: Final = "/#@"
"""Keys that may stand right before their word: `/walnut loaf`, `#vip`."""


def find(said: str) -> tuple[Verb, str] | None:
    """The verb of a line and the rest of it. One letter is a key, and keys tell capitals apart; words do not."""
    word, _, rest = said.partition(" ")
    if len(said) > 1 and said[0] in SIGNS:
        word, rest = said[0], said[1:]
    for verb in VERBS:
        if word in verb.keys or word.lower() == verb.name or (len(word) > 1 and word.lower() in verb.keys):
            return verb, rest.strip()
    return None


def help_lines() -> list[str]:
    """One line a verb."""
    return [f"{verb.name}{f' {verb.takes}' if verb.takes else ''} ({verb.keys[0]}): {verb.help}." for verb in VERBS]
