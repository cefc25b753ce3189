"""One sitting in lines: hear a word, do it to what was read out last, say what became of it.

What a decision is about is what was read out. If the store has moved since, the decision is not made and the
conversation is read out again, as the screen's decision keys are dead for a moment after a change.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Final

from closer_tui.domain.errors import CloserError
from closer_tui.linear import telling
from closer_tui.linear.asking import LineAsk
from closer_tui.linear.lines import Lines, hear_text
from closer_tui.linear.verbs import Verb, find, help_lines
from closer_tui.store import keys, views
from closer_tui.store.views import ListFilter
from closer_tui.store.views.rows import ConversationRow, MessageRow
from closer_tui.tui.data import Data
from closer_tui.tui.decisions import Decisions
from closer_tui.tui.desk import Desk
from closer_tui.tui.drawing import one_line
from closer_tui.tui.folders import folders
from closer_tui.tui.notices import error_words
from closer_tui.tui.reasons import why_not
from closer_tui.tui.subject import Subject, subject
from closer_tui.tui.when import When

__all__ = ["Session"]

log = logging.getLogger(__name__)

LISTED: Final = 20
MESSAGE: Final = "message.stored"
"""The kind of change a message makes in the feed."""
READ_OUT: Final = 12
"""Most messages read out with a conversation; `earlier` tells of those before."""
LOOKED_THROUGH: Final = 50
EVENTS: Final = 30
WRITTEN: Final = {
    "edit": "Write the reply that leaves in place of the draft.",
    "write": "Write your reply.",
    "note": "Write the note, which never leaves.",
}
"""Verbs that need words, and how they are asked for."""
DECISIONS: Final = {
    "retry": ("outbox_retry", "is sent again"),
    "discard": ("outbox_discard", "is given up"),
    "mark-sent": ("outbox_mark_sent", "counts as sent"),
    "undo": ("undo_approval", "is taken back"),
}
"""What can be said of a reply of the outbox: the desk's method, and the words afterwards."""


class Session:
    """What was read out, and the verbs that act on it. Each verb returns None."""

    def __init__(
        self,
        lines: Lines,
        data: Data,
        ask: LineAsk,
        decisions: Decisions,
        when: When,
        agent: str,
        desk: Callable[[], Awaitable[Desk]],
    ) -> None:
        self._lines = lines
        self._ask = ask
        self._data = data
        self._decisions = decisions
        self._when = when
        self._agent = agent
        self._desk = desk
        self._told: Subject | None = None
        self._first: MessageRow | None = None
        self._listed: list[ConversationRow] = []
        self._seen: dict[int, int] = {}
        self._heard_until = data.last_change()

    async def run(self) -> None:
        """Until the input ends or somebody says quit."""
        self._lines.say("closer-tui, line by line. Type help for the words.", telling.standing(self._data.status()))
        while (said := await self._lines.hear(self._prompt())) is not None:
            found = find(said) if said else (find("again") if self._told else find("next"))
            if found is None:
                self._lines.say(f"There is no word {one_line(said, 40)!r}. Type help for the words.")
                continue
            verb, rest = found
            if verb.name == "quit":
                return
            await self._do(verb, rest)

    async def _do(self, verb: Verb, rest: str) -> None:
        """One verb. What goes wrong is told and written down, and the sitting goes on."""
        try:
            if verb.about:
                await self._decide(verb, rest)
            else:
                doing: Callable[[str], Coroutine[Any, Any, None]] = getattr(self, f"do_{verb.name}")
                await doing(rest)
        except CloserError as error:
            log.info("%s failed", verb.name, exc_info=error)
            self._lines.say(error_words(error))

    def _prompt(self) -> str:
        """What came in since the last line, then whom the next word is about."""
        return f"{self._news()}{f'{self._told.who}. ' if self._told else ''}What next?"

    def _news(self) -> str:
        last = self._data.last_change()
        if last == self._heard_until:
            return ""
        changes = self._data.changes_since(self._heard_until, 200)
        self._heard_until = last
        found = dict.fromkeys(c.conversation_n for c in changes if c.kind == MESSAGE and c.conversation_n)
        rows = [row for n in found if (row := self._data.conversation(n)) and row.last_inbound == row.last_public]
        names = [one_line(row.title, 40) for row in rows[:3]]
        more = f" and {len(rows) - 3} more" if len(rows) > 3 else ""
        return f"New from {', '.join(names)}{more}. " if names else ""

    # --- reading

    async def do_next(self, _rest: str) -> None:
        """The conversation that has needed a person longest and was not read out as it is now."""
        wanted = ListFilter(status="open", needs_action=True, sort="oldest")
        for row in self._walk(wanted):
            if self._seen.get(row.n) != row.last_message_at:
                self._tell(row.n)
                return
        self._seen.clear()
        self._told = None
        self._lines.say("That was all that needs you. next begins again.", telling.standing(self._data.status()))

    def _walk(self, wanted: ListFilter) -> Sequence[ConversationRow]:
        reader = self._data.reader
        return [] if reader is None else views.conversations.page(reader, wanted, limit=1_000)

    async def do_list(self, rest: str) -> None:
        """A view by its key or its label."""
        offered = folders(self._data.counts(), self._agent)
        name = rest.casefold() or "needs"
        found = next((f for f in offered if name in {f.key, f.label.casefold(), f.key.partition(":")[2]}), None)
        if found is None:
            self._lines.say("There is no such view.", "Views: " + ", ".join(f.label for f in offered) + ".")
            return
        reader = self._data.reader
        self._listed = [] if reader is None else views.conversations.page(reader, found.filter, limit=LISTED)
        if not self._listed:
            self._lines.say(found.empty)
            return
        whole = self._data.window(found.filter)
        self._lines.say(f"{found.label}, {whole.length} in all:")
        self._lines.say(*(f"{i}. {telling.brief(row, self._when)}" for i, row in enumerate(self._listed, 1)))

    async def do_open(self, rest: str) -> None:
        """By number in the last list, or by id. Raises InvalidInput for what is no id."""
        if rest.isascii() and rest.isdigit() and 0 < int(rest[:6]) <= len(self._listed):
            self._tell(self._listed[int(rest[:6]) - 1].n)
        elif rest:
            self._tell(keys.parse("conv", rest))
        else:
            self._lines.say("Which one? Say open and its number in the list, or its id.")

    async def do_again(self, _rest: str) -> None:
        """As it is now."""
        if self._told is None:
            self._lines.say("Nothing was read out yet. next reads one out.")
        else:
            self._tell(self._told.conversation.n)

    async def do_earlier(self, _rest: str) -> None:
        """What was said before the first message that was read out."""
        if self._told is None or self._first is None:
            self._lines.say("Nothing was read out yet. next reads one out.")
            return
        found = self._data.thread_page(self._told.conversation.n)(self._first.key, READ_OUT)
        if not found:
            self._lines.say("That is where the conversation begins.")
            return
        self._first = found[0]
        for each in found:
            self._lines.say(*telling.message(each, self._when))

    async def do_search(self, rest: str) -> None:
        """Messages that match, newest first; their conversations become the list. Raises InvalidInput."""
        if not rest:
            self._lines.say("Search what? Say search and the words.")
            return
        found = self._data.search(rest, limit=LISTED)
        hits = found.hits if found else ()
        self._listed = []
        for hit in hits:
            row = self._data.conversation(hit.conversation_n)
            if row is not None:
                self._listed.append(row)
                said = one_line(hit.snippet, 160)
                self._lines.say(f"{len(self._listed)}. {one_line(row.title, 40)}, {row.channel}: {said}")
        self._lines.say("open and a number reads one out." if hits else "Nothing was found.")

    async def do_status(self, _rest: str) -> None:
        """What waits."""
        self._lines.say(telling.standing(self._data.status()))

    async def do_halt(self, _rest: str) -> None:
        """Stop the bot."""
        await (await self._desk()).halt()
        self._lines.say("The bot is stopped, everywhere. Type resume to let it go on.")

    async def do_resume(self, _rest: str) -> None:
        """Let the bot go on."""
        await (await self._desk()).resume()
        self._lines.say("The bot goes on.")

    async def do_help(self, _rest: str) -> None:
        """The words."""
        self._lines.say(*help_lines(), "An empty line reads on.")

    def _read(self, n: int) -> tuple[Subject, Sequence[MessageRow]] | None:
        row = self._data.conversation(n)
        if row is None:
            return None
        messages = self._data.thread_page(n)(None, LOOKED_THROUGH)
        return subject(row, self._data.draft_of(n), messages), messages

    def _tell(self, n: int) -> None:
        """Read a conversation out; from now on the verbs are about it."""
        found = self._read(n)
        if found is None:
            self._lines.say(f"There is no conversation {keys.public('conv', n)}.")
            return
        about, messages = found
        ours = [i for i, each in enumerate(messages) if each.direction == "outbound"]
        recent = messages[ours[-1] if ours else 0 :][-READ_OUT:]
        self._told, self._first = about, recent[0] if recent else None
        self._seen[n] = about.conversation.last_message_at
        self._lines.say(*telling.about(about, recent, self._when))

    # --- deciding

    async def _decide(self, verb: Verb, rest: str) -> None:
        told = self._told
        if told is None:
            self._lines.say("No conversation was read out; next reads one out.")
            return
        now = self._read(told.conversation.n)
        if now is None or now[0].fingerprint != told.fingerprint:
            self._lines.say("This has changed since it was read out. Here it is as it is now:")
            self._tell(told.conversation.n)
            return
        about = now[0]
        if reason := why_not(verb.action, about, self._agent):
            self._lines.say(reason)
            return
        self._ask.said_already("" if verb.name in WRITTEN else rest)
        try:
            done = await self._decision(verb, about, rest)
        finally:
            self._ask.said_already("")
        if done is None:
            return
        if done and (step := self._decisions.undo.newest(self._when.now())) is not None:
            left = step.seconds_left(self._when.now())
            self._lines.say(f"{step.words}. {f'undo takes it back for {left} s.' if left else 'undo takes it back.'}")
        elif not done:
            self._lines.say("Nothing was done.")
        fresh = self._read(about.conversation.n)
        self._told = fresh[0] if fresh else None

    async def _decision(self, verb: Verb, about: Subject, rest: str) -> bool | None:
        """True when something was decided, False when not, None when there was nothing to decide."""
        decide = self._decisions
        match verb.name:
            case name if name in WRITTEN:
                return await self._written(name, about, rest)
            case "escalate":
                return await decide.escalate(about, self._data.topics())
            case "tag":
                return await decide.tag(about, self._data.tags())
            case "remind":
                return await decide.follow_up(about, self._data.follow_up(about.conversation.n))
            case "history":
                self._history(about)
                return None
            case name:
                method = {"back": "hand_back", "done": "resolve", "unread": "toggle_unread"}.get(name, name)
                return bool(await getattr(decide, method)(about))

    async def _written(self, what: str, about: Subject, rest: str) -> bool:
        text = rest or await hear_text(self._lines, WRITTEN[what])
        if text is None:
            return False
        now = self._read(about.conversation.n)
        if what != "note" and (now is None or now[0].fingerprint != about.fingerprint):
            self._lines.say("This changed while you wrote; nothing was sent. Your words:", *text.splitlines())
            self._tell(about.conversation.n)
            return False
        if what == "edit":
            return await self._decisions.approve(about, text)
        return await (self._decisions.note if what == "note" else self._decisions.reply)(about, text)

    def _history(self, about: Subject) -> None:
        rows = self._data.story(about.conversation.n, self._when.moment)[-EVENTS:]
        self._lines.say(
            *(f"{self._when.since(row.at)}, {one_line(row.who, 40)}: {row.words}." for row in rows)
            if rows
            else ["Nothing was decided here yet."]
        )

    async def do_undo(self, _rest: str) -> None:
        """The last step that can still be taken back."""
        step = await self._decisions.take_back()
        if step is not None and step.text:
            self._lines.say("The words were:", *step.text.splitlines())
        if step is not None and step.conversation_n is not None:
            self._tell(step.conversation_n)

    async def do_outbox(self, rest: str) -> None:
        """The replies on their way, or a decision on one: `outbox retry out_001`. Raises InvalidInput."""
        word, _, which = rest.partition(" ")
        rows = list(self._data.outbox())
        if not word:
            for row in rows:
                self._lines.say(*telling.reply(row, self._when))
            self._lines.say("outbox, a decision and an id decides." if rows else "Everything has arrived.")
            return
        if word.lower() not in DECISIONS or not which:
            self._lines.say(f"Say outbox, one of {', '.join(DECISIONS)}, and an id.")
            return
        n = keys.parse("out", which.strip())
        if word.lower() in {"retry", "discard"}:
            said = await self._lines.hear(f"Type yes to {word.lower()} {which}. Anything else stops.")
            if said != "yes":
                self._lines.say("Nothing was done.")
                return
        method, words = DECISIONS[word.lower()]
        await getattr(await self._desk(), method)(n)
        self._lines.say(f"{keys.public('out', n)} {words}.")
