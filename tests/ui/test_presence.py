"""Who else is at a conversation: seen before two people answer, asked about when they do, and gone after a crash."""

from __future__ import annotations

from closer_tui.config.light import LightSettings
from closer_tui.domain.clock import MINUTE
from closer_tui.domain.errors import Contested
from closer_tui.domain.presence import Began
from closer_tui.store.views.presence import PresentRow
from closer_tui.tui.present import BEAT_MS, IDLE_MS, present_sign, present_words
from tests.ui.books import Books, make_app
from tests.ui.driving import Driver, driving
from tests.ui.queues import fill
from tests.ui.world import AGENT, NOW, World

TTL = 45_000


def colleague(world: World, agent: str, n: int, *, replying: bool = False, holder: str = "") -> None:
    world.run(
        "INSERT OR REPLACE INTO presence VALUES (?, ?, ?, ?, ?, ?)",
        holder or f"host:1:{agent}",
        agent,
        n,
        world.clock.now(),
        world.clock.now() if replying else None,
        world.clock.now() + TTL,
    )


async def second(at: Driver, world: World, ms: int = 1_000) -> None:
    """Time passes, and the screen looks."""
    world.clock.advance(ms)
    at.app._present.tick()
    await at.quiet()


def test_who_is_there_is_one_short_line_with_whoever_replies_first() -> None:
    ben, cleo, dan = PresentRow(1, "ben", 1, 5), PresentRow(1, "cleo", 2), PresentRow(1, "d\x1b[31man\n", 3)
    assert present_words([ben, cleo]) == "ben is replying, cleo is looking"
    assert present_words([cleo, dan]).startswith("cleo and d")
    assert "\x1b" not in present_words([cleo, dan])
    assert present_words([PresentRow(1, str(n), n) for n in range(5)]) == "5 colleagues are looking"
    assert present_words([]) == ""
    assert present_sign([ben, cleo]) == ("✎ ben +1", "warning")
    assert present_sign([cleo]) == ("◌ cleo", "muted")


async def test_a_colleague_who_replies_is_seen_in_the_thread_and_in_the_list(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        colleague(world, "ben", 1, replying=True)
        colleague(world, "cleo", 2)
        colleague(world, AGENT, 1, holder="my other screen")
        await second(at, world)
        assert "ben is replying" in at.painted()
        assert "✎ ben" in at.painted()
        assert "◌ cleo" in at.painted()
        assert f"{AGENT} is looking" not in at.painted()


async def test_a_colleague_whose_screen_was_killed_fades_by_itself(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        colleague(world, "ben", 1, replying=True)
        await second(at, world)
        assert "ben is replying" in at.painted()
        await second(at, world, TTL - 1_000)
        assert "ben" not in at.painted()


async def test_who_replies_is_seen_among_the_approvals_and_whoever_edits_there_is_seen_too(
    world: World, books: Books
) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("p")
        about = at.approvals.about
        assert about is not None
        colleague(world, "ben", about.conversation.n, replying=True)
        await second(at, world)
        assert "ben is replying" in at.painted()
        await at.press("e")
        assert books.seen[-1:] == [(about.conversation.n, True)]


async def test_the_card_of_an_escalation_shows_who_is_at_it(world: World, books: Books) -> None:
    fill(world)
    async with driving(make_app(world, books)) as at:
        await at.press("f4")
        card = at.app.screen.board.selected  # type: ignore[attr-defined]
        colleague(world, "ben", card.conversation_n, replying=True)
        await second(at, world)
        assert "✎ ben" in at.painted()


async def test_others_are_told_once_a_conversation_has_stood_for_a_second(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        at.app._present.tick()
        await at.press("j")
        await second(at, world, 900)
        assert books.seen == []
        await second(at, world, 200)
        assert books.seen == [(2, False)]
        await second(at, world)
        assert books.seen == [(2, False)]  # nothing new, nothing told
        await second(at, world, BEAT_MS)
        assert books.seen == [(2, False), (2, False)]  # a sign of life


async def test_a_reply_that_is_begun_is_told_at_once_and_no_key_after_it(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("w", *"Yes, we do")
        assert books.seen == [(1, True)]
        await at.press("escape")
        assert books.seen == [(1, True), (1, False)]


async def test_a_note_is_nobodys_business(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("N", *"calls often")
        assert (1, True) not in books.seen


async def test_nobody_looks_for_ever_at_a_screen_that_was_left_alone(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await second(at, world)
        assert books.seen[-1:] == [(1, False)]
        await second(at, world, IDLE_MS)
        assert books.seen[-1:] == [(None, False)]
        await at.press("j")
        await second(at, world)
        assert books.seen[-1:] == [(2, False)]


async def test_whoever_wants_to_be_unseen_tells_nothing_and_sees_others(world: World, books: Books) -> None:
    settings = LightSettings(decision_grace_ms=0, animations=False, presence=False)
    async with driving(make_app(world, books, settings=settings)) as at:
        colleague(world, "ben", 1)
        await second(at, world, MINUTE // 3)
        assert books.seen == []
        assert "ben is looking" in at.painted()


async def test_sending_what_somebody_else_answers_asks_first_and_keeps_the_words(world: World, books: Books) -> None:
    last = int(str(world.value("SELECT last_public FROM conversations WHERE n = 1")))
    async with driving(make_app(world, books)) as at:
        await at.press("w", *"From 8.")
        world.message(1, "Yes, from eight.", direction="outbound", author="ben", delivery="sent", at=NOW)
        world.changed("message.stored", 1)
        await at.feed()
        books.contested = Contested("ben answered 3 seconds ago: “Yes, from eight.”", "")
        await at.press("f2")
        assert books.began == Began(last, 1)  # what stood there when the first key was pressed
        assert "ben answered 3 seconds ago" in at.painted()
        await at.press("n")
        assert at.side.composer.text == "From 8."
        assert not [call for call in books.calls if call[0] == "reply"]
        await at.press("f2", "y")
        assert ("reply", 1, "From 8.") in books.calls
        assert at.side.composer.text == ""


async def test_approving_while_a_colleague_replies_asks_first(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        books.contested = Contested("ben has been writing a reply here for 20 seconds", "")
        await at.press("a")
        assert "ben has been writing a reply here" in at.painted()
        await at.press("n")
        assert not [call for call in books.calls if call[0] == "approve"]
        await at.press("a", "y")
        assert [call for call in books.calls if call[0] == "approve"]
