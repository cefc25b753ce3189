"""Being told: what is worth it and when, said in clean words, at most once every few seconds."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.config.notify import NotifyRules
from closer_tui.domain.clock import HOUR, MINUTE, ManualClock
from closer_tui.store.keys import seq_at
from closer_tui.store.views.rows import ConversationRow
from closer_tui.tui.telling.deciding import Facts, Presence, Reason, Why, in_quiet_hours, may_tell, why_tell
from closer_tui.tui.telling.sequences import end_title, set_title, tell, way_of
from closer_tui.tui.telling.teller import Teller
from closer_tui.tui.telling.words import News, Notice, notice
from closer_tui.tui.terminal import Terminal, terminal_of
from closer_tui.tui.when import When

NOW = 1_763_716_320_000
RULES = NotifyRules()
HOSTILE = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\x1b\x07\x9b\x9c\\];;\u202e\n\t")), max_size=80)


# --- what and when


FACTS = st.builds(
    Facts,
    needs=st.booleans(),
    mine=st.booleans(),
    topic=st.sampled_from(["", "refunds", "catering"]),
    last_inbound=st.integers(0, 3).map(lambda hours: seq_at(NOW + (hours - 1) * HOUR)),
)
RULE = st.builds(
    NotifyRules,
    about=st.lists(st.sampled_from(["needs_me", "assigned", "escalated"]), unique=True),
    topics=st.lists(st.sampled_from(["refunds", "catering"]), unique=True),
)


@given(st.none() | FACTS, FACTS, RULE)
def test_only_what_was_asked_for_is_told_and_nothing_twice(
    before: Facts | None, now: Facts, rules: NotifyRules
) -> None:
    why = why_tell(before, now, rules, NOW)
    if why is not None:
        assert why.reason in rules.about
        assert now.mine or now.needs or now.topic
        if why.reason is Reason.ESCALATED and rules.topics:
            assert now.topic in rules.topics
    assert why_tell(now, now, rules, NOW) is None


@given(FACTS, RULE)
def test_nothing_old_is_told_about_a_conversation_never_looked_at(now: Facts, rules: NotifyRules) -> None:
    assert why_tell(None, replace(now, last_inbound=seq_at(NOW - 1)), rules, NOW) is None


def test_a_conversation_somebody_gives_me_is_told_however_old_it_is() -> None:
    why = why_tell(Facts(), Facts(mine=True), RULES, NOW)
    assert why == Why(Reason.ASSIGNED, wrote=False)


def test_another_word_while_a_draft_waits_is_told_and_the_new_draft_is_not() -> None:
    waits = Facts(needs=True, last_inbound=seq_at(NOW + 1))
    wrote = Facts(needs=True, last_inbound=seq_at(NOW + 2))
    assert why_tell(waits, wrote, RULES, NOW) == Why(Reason.NEEDS_ME, wrote=True)
    assert why_tell(wrote, wrote, RULES, NOW) is None


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 1439))
def test_quiet_hours_are_one_span_of_the_day(start: int, end: int, minute: int) -> None:
    hours = f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
    quiet = sum(in_quiet_hours(hours, each) for each in range(1440))
    assert quiet == (end - start) % 1440
    assert not in_quiet_hours("", minute)


@given(st.booleans(), st.integers(0, 5), st.integers(0, 1439))
def test_nothing_is_told_to_who_looks_or_wants_quiet(focused: bool, hours: int, minute: int) -> None:
    rules = NotifyRules(quiet_hours="22:00-07:00")
    told = may_tell(rules, Presence(focused, 0), NOW, minute, NOW + hours * HOUR)
    assert told == (not focused and hours == 0 and 7 * 60 <= minute < 22 * 60)


def test_where_the_terminal_is_silent_about_focus_a_minute_without_a_key_counts_as_away() -> None:
    assert Presence(None, NOW - 59_000).here(NOW)
    assert not Presence(None, NOW - 60_000).here(NOW)


# --- words and characters


@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE), min_size=1, max_size=6), st.booleans())
def test_no_word_of_a_customer_reaches_the_terminal_as_an_order(said: list[tuple[str, str, str]], hide: bool) -> None:
    news = [
        News(n, Why(list(Reason)[n % 3], True), who, "sms", topic, text) for n, (who, topic, text) in enumerate(said)
    ]
    told = notice(news, hide_text=hide)
    assert len(told.line) <= 200
    for way in ("osc9", "osc777", "osc99", "bell"):
        sequence = tell(told, way, Terminal())
        body = re.sub(r"\x1b\](?:9|777;notify|99;[^;]*);", "", sequence).replace("\x07", "")
        assert body.isprintable()
        if way == "osc777":
            assert sequence.count(";") == 3
    if hide:
        assert all(not text.strip() or len(text) < 4 or text not in told.line for _, _, text in said)


def test_a_notice_says_who_and_what_or_how_many() -> None:
    one = News(1, Why(Reason.NEEDS_ME, True), "Maria Keller", "whatsapp", text="Do you open at 8?")
    assert notice([one], hide_text=False) == Notice("Maria Keller · whatsapp", "Waits for you: Do you open at 8?")
    assert notice([one], hide_text=True) == Notice("closer-tui", "Waits for you")
    two = News(2, Why(Reason.ESCALATED, True), "Jo", "sms", "refunds")
    assert notice([one, two], hide_text=False).line == (
        "2 conversations: 1 escalated, 1 waiting for you (Maria Keller, Jo)"
    )


@pytest.mark.parametrize(
    ("environ", "way"),
    [
        ({"TERM": "xterm-kitty"}, "osc99"),
        ({"TERM_PROGRAM": "iTerm.app"}, "osc9"),
        ({"TERM_PROGRAM": "tmux", "TMUX": "/x", "KITTY_WINDOW_ID": "1"}, "osc99"),
        ({"TERM": "foot"}, "osc777"),
        ({"TERM": "xterm-256color"}, "bell"),
        ({"LC_TERMINAL": "iTerm2", "SSH_CONNECTION": "a b"}, "osc9"),
    ],
)
def test_each_terminal_is_told_in_its_own_way(environ: dict[str, str], way: str) -> None:
    assert way_of("auto", terminal_of(environ, "linux")) == way


def test_inside_tmux_the_terminal_gets_the_sequence_and_tmux_the_bell() -> None:
    terminal = terminal_of({"TMUX": "/x", "ITERM_SESSION_ID": "1"}, "linux")
    told = tell(Notice("a", "b"), "auto", terminal)
    assert told == "\x1bPtmux;\x1b\x1b]9;a: b\x07\x1b\\\x07"


def test_inside_screen_long_sequences_go_in_pieces() -> None:
    told = Terminal("kitty", "screen").through("\x1b]" + "x" * 1_200 + "\x07")
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", told, re.DOTALL)
    assert "".join(pieces) == "\x1b]" + "x" * 1_200 + "\x07"
    assert all(len(piece) <= 768 for piece in pieces)


def test_kitty_gets_heading_and_line_in_base64() -> None:
    told = tell(Notice("Zoë", "hi"), "osc99", Terminal("kitty"))
    assert base64.b64encode("Zoë".encode()).decode() in told
    assert ":p=body;" in told


def test_the_title_is_named_and_given_back_but_not_on_a_console_that_would_print_it() -> None:
    assert set_title("(3) closer-tui", Terminal()) == "\x1b]2;(3) closer-tui\x07"
    assert end_title(Terminal()).endswith("\x1b[23;2t")
    assert set_title("x", Terminal("linux")) == ""


# --- over time


@dataclass
class Desk:
    """A store, a clock and a notifier for one Teller."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(NOW))
    rows: dict[int, ConversationRow] = field(default_factory=dict)
    told: list[Notice] = field(default_factory=list)
    badges: list[int] = field(default_factory=list)
    timers: list[tuple[int, Callable[[], None]]] = field(default_factory=list)
    quiet: int = 0

    def teller(self, rules: NotifyRules = RULES) -> Teller:
        teller = Teller(self, self, rules, "paul", When(self.clock, UTC), self.after, lambda: self.quiet)
        teller.begin()
        teller.focus(False)
        return teller

    def conversation(self, n: int) -> ConversationRow | None:
        return self.rows.get(n)

    def waiting(self) -> int:
        return sum(row.needs_action for row in self.rows.values())

    def at_first(self) -> Iterable[ConversationRow]:
        return list(self.rows.values())

    def mine(self) -> int:
        return sum(row.owner_kind == "agent" and row.owner_name == "paul" for row in self.rows.values())

    def tell(self, notice: Notice) -> None:
        self.told.append(notice)

    def badge(self, count: int) -> None:
        self.badges.append(count)

    def after(self, seconds: float, then: Callable[[], None]) -> None:
        self.timers.append((self.clock.now() + round(seconds * 1000), then))

    def wait(self, ms: int) -> None:
        self.clock.advance(ms)
        due = [then for at, then in self.timers if at <= self.clock.now()]
        self.timers = [each for each in self.timers if each[0] > self.clock.now()]
        for then in due:
            then()

    def says(self, n: int, text: str = "hello", **values: object) -> None:
        self.clock.advance(1)
        row = self.rows.get(n) or ConversationRow(n, name=f"Ada {n}", channel="sms", inbox="inbox_1", inbox_name="Shop")
        heard = {"last_inbound": seq_at(self.clock.now()), "snippet": text, "needs_action": True}
        self.rows[n] = row._replace(**{**heard, **values})  # type: ignore[arg-type]  # fields of the row


def test_nothing_that_was_there_at_the_start_is_told() -> None:
    desk = Desk()
    for n in range(20):
        desk.says(n)
    teller = desk.teller()
    teller.heard(range(20))
    assert desk.told == []
    assert desk.badges == [20]


def test_a_burst_is_one_notice_and_then_one_more() -> None:
    desk = Desk()
    teller = desk.teller()
    for n in range(30):
        desk.says(n)
        teller.heard([n])
    assert [told.line for told in desk.told] == ["Waits for you: hello"]
    desk.wait(5_000)
    assert desk.told[1].line.startswith("29 conversations: 29 waiting for you")
    desk.wait(60_000)
    assert len(desk.told) == 2


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3_000)), max_size=40))
def test_never_more_than_one_notice_in_the_time_between_two(steps: list[tuple[int, int]]) -> None:
    desk = Desk()
    teller = desk.teller()
    at: list[int] = []
    for n, gap in steps:
        count = len(desk.told)
        desk.says(n)
        teller.heard([n])
        desk.wait(gap)
        at += [desk.clock.now()] * (len(desk.told) - count)
    assert len(desk.told) <= 1 + (desk.clock.now() - NOW) // 5_000 + 1


def test_what_was_seen_to_before_it_was_told_is_not_told() -> None:
    desk = Desk()
    teller = desk.teller()
    desk.says(1)
    teller.heard([1])
    desk.says(2)
    teller.heard([2])
    desk.rows[2] = desk.rows[2]._replace(needs_action=False)
    teller.heard([2])
    desk.wait(10_000)
    assert len(desk.told) == 1


def test_coming_back_drops_what_was_about_to_be_told() -> None:
    desk = Desk()
    teller = desk.teller()
    for n in (1, 2):
        desk.says(n)
        teller.heard([n])
    teller.focus(True)
    desk.wait(10_000)
    assert len(desk.told) == 1


def test_a_conversation_nobody_knew_that_a_colleague_gives_me_is_told_though_nobody_wrote() -> None:
    desk = Desk()
    teller = desk.teller()
    desk.says(1, owner_kind="agent", owner_name="paul", needs_action=False, last_inbound=seq_at(NOW - HOUR))
    teller.heard([1])
    assert [told.line for told in desk.told] == ["This conversation is yours now"]


def test_a_quiet_inbox_says_nothing_and_counts_all_the_same() -> None:
    desk = Desk()
    teller = desk.teller(NotifyRules(quiet_inboxes=("Shop",)))
    desk.says(1)
    teller.heard([1])
    assert desk.told == []
    assert desk.badges[-1] == 1


def test_quiet_for_a_while_is_asked_each_time() -> None:
    desk = Desk(quiet=NOW + HOUR)
    teller = desk.teller()
    desk.says(1)
    teller.heard([1])
    assert desk.told == []
    desk.clock.advance(HOUR + MINUTE)
    desk.says(1)
    teller.heard([1])
    assert len(desk.told) == 1


def test_another_database_in_its_place_is_known_and_not_told() -> None:
    desk = Desk()
    teller = desk.teller()
    for n in range(5):
        desk.says(n)
    teller.heard((), everything=True)
    teller.heard(range(5))
    assert desk.told == []
