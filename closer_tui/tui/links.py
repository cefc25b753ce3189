"""The links of a conversation: which there are, and what may be done with one."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass

from closer_tui.domain.text.references import Reference, references_of
from closer_tui.store.views.rows import DraftRow, MessageRow
from closer_tui.tui.asking import Choice
from closer_tui.tui.drawing import crop, one_line, settle
from closer_tui.tui.terminal import Terminal
from closer_tui.tui.when import When

__all__ = ["Found", "choices", "links_in", "open_in_browser", "why_not_open"]

READ = 65_536
"""Characters of one message in which links are looked for."""
MOST = 300
IN_THE_TERMINAL = frozenset({"www-browser", "links", "elinks", "lynx", "w3m", "browsh"})


@dataclass(frozen=True, slots=True)
class Found:
    """A link, its number in its message, and who wrote that when; `seq` is 0 for the draft."""

    link: Reference
    number: int
    who: str
    at: int
    seq: int = 0


def links_in(messages: Sequence[MessageRow], draft: DraftRow | None, customer: str) -> list[Found]:
    """All of them, those of the draft first and then the newest; within a message as they stand there."""
    found: list[Found] = []
    if draft is not None:
        links = references_of(settle(draft.body[:READ]))
        found += [Found(link, i, "the draft", draft.created_at) for i, link in enumerate(links, start=1)]
    for message in reversed(messages):
        who = customer if message.direction == "inbound" else message.author or "you"
        links = references_of(settle(message.body[:READ]))
        found += [Found(link, i, who, message.at, message.seq) for i, link in enumerate(links, start=1)]
        if len(found) >= MOST:
            break
    return found[:MOST]


def choices(found: Sequence[Found], when: When) -> list[Choice]:
    """As lines to choose from."""
    return [
        Choice(
            str(i),
            f"[{each.number}] {'⚠ ' if each.link.warnings else ''}{each.link.host}",
            f"{crop(one_line(each.who), 20)} {when.ago(each.at)}  {each.link.url[:200]}",
        )
        for i, each in enumerate(found)
    ]


def why_not_open(link: Reference, terminal: Terminal) -> str:
    """Why a link cannot be opened from here, in words that say what to do; empty when it can."""
    if not link.opens:
        return "It is not opened from here. Copy it, and look at it again where you paste it."
    if terminal.remote:
        return "You are here over SSH: a browser would open at the other end. Copy it instead."
    if not terminal.desktop:
        return "There is no desktop here to open a browser on. Copy it instead."
    return ""


def open_in_browser(link: Reference) -> bool:
    """Open a plain web link in the browser of this machine; whether one was found. Blocks; run it in a thread."""
    if not link.opens or not link.url.startswith(("http://", "https://")):
        return False
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    # One that runs in the terminal would fight with the screen for it.
    return getattr(browser, "name", "") not in IN_THE_TERMINAL and browser.open(link.url, new=2)
