"""How a thread reads: bubbles, folded quotes, numbered links, and a place in the middle of a long conversation."""

from __future__ import annotations

import json
from typing import Any

from closer_tui.domain.clock import HOUR, MINUTE, ManualClock
from closer_tui.store.views.rows import MessageRow
from closer_tui.tui.drawing import cell_width
from closer_tui.tui.modals.choose import Choose
from closer_tui.tui.modals.link import LinkModal
from closer_tui.tui.when import When
from closer_tui.tui.widgets.message_lines import Body, body_lines
from closer_tui.tui.widgets.thread_lines import ThreadLines
from tests.ui.books import make_app
from tests.ui.driving import driving
from tests.ui.test_safety import CONTROL, HOSTILE
from tests.ui.world import NOW, World

MAIL = "Yes, please.\n\nOn 3 Nov 2025, Paul wrote:\n> one\n> two\n> three\n> four\n\n-- \nMaria\n+49 170"

MINE: dict[str, Any] = {"owner_kind": "agent", "owner_name": "paul"}


def said(seq: int, body: str = "x", *, minute: int = 0) -> MessageRow:
    return MessageRow(seq, 1, "inbound", NOW - HOUR + minute * MINUTE, f"e{seq:03}", body=body)


def sent(seq: int, delivery: str, failure: str | None = None) -> MessageRow:
    return MessageRow(seq, 1, "outbound", NOW - HOUR, f"e{seq:03}", "bot", "x", delivery, failure=failure)


def painted(thread: ThreadLines, width: int = 60) -> str:
    return "\n".join("".join(text for text, _ in line).rstrip() for line in thread.lay_out(width))


def thread_of(*messages: MessageRow) -> ThreadLines:
    return ThreadLines(When(ManualClock(NOW)), "Maria", list(messages))


def plain(text: str, room: int = 60, body: Body | None = None) -> str:
    return "\n".join("".join(run for run, _ in line) for line in body_lines(text, room, "plain", body or Body()))


def test_messages_of_one_person_within_minutes_share_a_header() -> None:
    text = painted(thread_of(said(1, "hi"), said(2, "me again", minute=2), said(3, "later", minute=30)))
    assert text.count("Maria") == 2
    assert "│ hi\n ╷ me again" in text


def test_a_reply_that_failed_or_stands_elsewhere_on_its_way_has_a_header_of_its_own() -> None:
    text = painted(
        thread_of(sent(1, "read"), sent(2, "read"), sent(3, "sent"), sent(4, "failed", failure="no such number"))
    )
    assert text.count("✓✓ read") == 1
    assert "✓ sent" in text
    assert "✗ not sent" in text


def test_quoted_mail_and_a_signature_are_folded_and_say_how_to_see_them() -> None:
    text = plain(MAIL)
    assert "Yes, please." in text
    assert "5 quoted lines · o shows them" in text
    assert "signature, 2 lines · o shows it" in text
    assert "> one" not in text
    assert "> one" in plain(MAIL, body=Body(unfolded=True))


def test_o_unfolds_what_is_in_view_and_then_has_nothing_more_to_show() -> None:
    thread = thread_of(said(1, MAIL))
    thread.lay_out(60)
    message = thread.hidden_in(0, 40)
    assert message is not None
    thread.show_more(message)
    assert "> four" in painted(thread)
    assert thread.hidden_in(0, 40) is None


def test_a_link_has_a_number_and_below_stands_where_it_leads() -> None:
    text = plain("the menu is at https://example.com/menu, thanks")
    assert "https://example.com/menu [1], thanks" in text
    assert text.endswith("[1] example.com")


def test_a_lookalike_is_warned_of_beside_its_real_host() -> None:
    text = plain("log in: https://pаypal.com/x")
    assert "[1] ⚠ xn--pypal-4ve.com: its name imitates another" in text


def test_a_long_link_is_cut_in_the_text_and_never_its_host_below() -> None:
    text = plain("https://example.com/" + "a" * 500)
    assert len(text) < 120
    assert "[1] example.com" in text


def test_nobody_can_write_a_number_of_a_link() -> None:
    lines = body_lines("\ufdd07\ufdd1 [2] https://a.com", 60, "plain", Body())
    assert [text for line in lines for text, look in line if look == "link"] == ["[1]", "[1]"]


async def test_a_place_in_a_long_conversation_is_read_from_both_sides(empty_world: World) -> None:
    n = empty_world.conversation("Ada")
    seqs = [empty_world.message(n, f"message {i}", at=NOW - HOUR + i * 1_000) for i in range(300)]
    async with driving(make_app(empty_world)) as at:
        at.app.show_conversation(n, seqs[100])
        await at.quiet()
        thread = at.side.thread
        assert "message 100" in at.painted()
        assert len(thread.messages) < 150
        assert not thread.at_end
        assert thread.newest[-1].body == "message 299"
        for _ in range(30):
            thread.action_page_down()
            await at.pilot.pause()
        assert thread.messages[-1].body == "message 299"
        for _ in range(60):
            thread.action_page_up()
            await at.pilot.pause()
        assert thread.messages[0].body == "message 0"


async def test_a_found_message_stays_in_view_when_the_terminal_changes_its_size(empty_world: World) -> None:
    n = empty_world.conversation("Ada")
    seqs = [empty_world.message(n, f"message {i} " + "word " * 40, at=NOW - HOUR + i * 1_000) for i in range(120)]
    async with driving(make_app(empty_world), size=(160, 50)) as at:
        at.app.show_conversation(n, seqs[60])
        await at.quiet()
        for size in ((100, 24), (70, 16), (200, 60)):
            await at.pilot.resize_terminal(*size)
            await at.quiet()
            assert "message 60 word" in at.painted()


async def test_news_does_not_move_who_reads_in_the_middle_and_the_end_is_one_key_away(empty_world: World) -> None:
    n = empty_world.conversation("Ada")
    seqs = [empty_world.message(n, f"message {i}", at=NOW - HOUR + i * 1_000) for i in range(300)]
    async with driving(make_app(empty_world)) as at:
        at.app.show_conversation(n, seqs[100])
        await at.quiet()
        before = at.painted()
        empty_world.message(n, "just now")
        empty_world.changed("message.stored", n)
        await at.feed()
        assert "message 100" in before
        assert "message 100" in at.painted()
        assert "just now" not in at.side.thread.text()
        await at.press("G")
        assert "just now" in at.painted()


async def test_l_lists_the_links_and_shows_the_whole_address_before_anything_is_done(empty_world: World) -> None:
    empty_world.conversation("Ada", "see https://google.com@evil.example/login", ago=MINUTE, **MINE)
    async with driving(make_app(empty_world)) as at:
        await at.press("l")
        assert isinstance(at.app.screen, Choose)
        assert "evil.example" in at.painted()
        await at.press("enter")
        assert isinstance(at.app.screen, LinkModal)
        assert "https://google.com@evil.example/login" in at.painted()
        await at.press("o")
        assert isinstance(at.app.screen, LinkModal), "a link with a name before the @ is never opened"
        await at.press("y")
        assert at.app.clipboard == "https://google.com@evil.example/login"


async def test_a_click_on_a_number_shows_that_link(empty_world: World) -> None:
    empty_world.conversation("Ada", "see https://example.com/a for more", ago=MINUTE, **MINE)
    async with driving(make_app(empty_world)) as at:
        thread = at.side.thread
        y, line = next((y, line) for y, line in enumerate(thread.lines()) if any(look == "link" for _, look in line))
        x = "".join(text for text, _ in line).index("[1]")
        await at.pilot.click(thread, offset=(x + 1, y - thread.scroll_offset.y))
        await at.quiet()
        assert isinstance(at.app.screen, LinkModal)
        assert "https://example.com/a" in at.painted()


async def test_no_link_is_said(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("l")
        assert at.notices() == ["There is no link in this conversation."]


async def test_hostile_text_around_and_inside_links_is_shown_and_never_obeyed(empty_world: World) -> None:
    texts = [text[:3_000].encode("utf-8", "replace").decode() for text in HOSTILE.values()]
    n = empty_world.conversation("Eve", ago=MINUTE, **MINE)
    for text in texts:
        empty_world.message(
            n, f"{text} https://{text} https://pаypal.com/{text}\n> {text}\n> {text}\n> a\n> b\n-- \n{text}"
        )
    empty_world.paths.past_searches.write_text(json.dumps(texts))
    async with driving(make_app(empty_world), size=(100, 40)) as at:
        for keys in (("o",), ("g",), ("l",), ("enter",), ("escape",), ("escape", "slash"), ("enter",)):
            await at.press(*keys)
            assert at.app.is_running
            assert not CONTROL.search(at.painted().replace("\n", ""))
            assert {cell_width(line) for line in at.painted().split("\n")} == {100}
