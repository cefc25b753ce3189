"""What waits for a person: by topic, longest first, taken once."""

from __future__ import annotations

from closer_tui.config.light import LightSettings
from closer_tui.domain.clock import HOUR, MINUTE
from closer_tui.domain.errors import Conflict
from closer_tui.tui.screens.escalations import EscalationsScreen
from closer_tui.tui.widgets.escalation_card import reason_words
from tests.ui.books import make_app
from tests.ui.driving import Driver, driving
from tests.ui.queues import Desk, escalation, fill
from tests.ui.world import World


def board(at: Driver) -> EscalationsScreen:
    assert isinstance(at.app.screen, EscalationsScreen)
    return at.app.screen


async def test_topics_stand_side_by_side_with_the_longest_waiting_first(world: World) -> None:
    fill(world)
    async with driving(make_app(world)) as at:
        await at.press("f4")
        screen = at.painted()
        heads = next(line for line in screen.split("\n") if "#complaints" in line)
        assert heads.index("#complaints") < heads.index("#custom-quotes") < heads.index("#refunds")
        assert screen.index("Ada Byron") < screen.index("Bo Lind")
        assert "“I want my money back, the cake was" in screen
        assert "asks for a person" in screen
        assert "2h of 1h, too long" in screen
        assert "anna has it, 30m" in screen


async def test_a_narrow_terminal_shows_one_topic_at_a_time(world: World) -> None:
    fill(world)
    async with driving(make_app(world), size=(80, 24)) as at:
        await at.press("f4")
        assert "Cy Young" in at.painted()
        assert "Ada Byron" not in at.painted()
        await at.press("right", "right")
        assert "Ada Byron" in at.painted()
        assert "Cy Young" not in at.painted()


async def test_claiming_takes_the_one_under_the_cursor_and_can_be_taken_back(world: World) -> None:
    fill(world)
    books = Desk(world)
    async with driving(make_app(world, books)) as at:
        await at.press("f4")
        card = board(at).board.selected
        assert card is not None
        await at.press("c")
        assert books.calls[-1] == ("claim", card.conversation_n)
        await at.press("z")
        assert books.calls[-1] == ("undo_move", 1)
        assert board(at).board.selected == card


async def test_what_a_colleague_has_cannot_be_claimed_and_says_who_has_it(world: World) -> None:
    fill(world)
    books = Desk(world)
    async with driving(make_app(world, books)) as at:
        await at.press("f4", "right")
        await at.press("c")
        assert books.calls == []
        assert "anna has it already; enter opens it." in at.notices()


async def test_losing_the_race_for_a_claim_is_told(world: World) -> None:
    fill(world)
    books = Desk(world, refuse=Conflict("anna has this conversation now", "Pick another."))
    async with driving(make_app(world, books)) as at:
        await at.press("f4", "c")
        assert any("anna has this conversation now" in words for words in at.notices())
        assert "Escalations" in at.painted()


async def test_enter_opens_the_conversation_in_the_inbox(world: World) -> None:
    fill(world)
    async with driving(make_app(world)) as at:
        await at.press("f4", "right", "right", "enter")
        assert at.inbox.about is not None
        assert at.inbox.about.conversation.name == "Ada Byron"


async def test_enter_opens_the_right_conversation_although_the_list_changed_meanwhile(world: World) -> None:
    fill(world)
    async with driving(make_app(world)) as at:
        await at.press("f4", "right", "right")
        world.conversation("Newcomer", "Hello?", owner_kind="nobody", ago=1_000)
        world.changed("message.stored")
        await at.feed()
        await at.press("enter")
        assert at.inbox.about is not None
        assert at.inbox.about.conversation.name == "Ada Byron"
        row = at.inbox.conversations.selected
        assert row is not None
        assert row.name == "Ada Byron"


async def test_the_cursor_stays_with_its_card_when_others_arrive(world: World) -> None:
    fill(world)
    async with driving(make_app(world)) as at:
        await at.press("f4", "right", "right")
        before = board(at).board.selected
        early = world.conversation("Early", "Refund me!", ago=5 * HOUR)
        escalation(world, early, "refunds", "Refund me!", ago=5 * HOUR)
        other = world.conversation("Other", "An allergy?", ago=MINUTE)
        escalation(world, other, "allergies", "An allergy?", ago=MINUTE)
        await at.feed()
        after = board(at).board.selected
        assert before is not None
        assert after is not None
        assert after.n == before.n


async def test_a_key_pressed_before_the_change_was_seen_claims_nothing(world: World) -> None:
    fill(world)
    books = Desk(world)
    app = make_app(world, books, settings=LightSettings(decision_grace_ms=500, animations=False))
    async with driving(app) as at:
        await at.press("f4", "c")
        assert books.calls == []
        world.clock.advance(600)
        await at.press("c")
        assert books.calls[-1][0] == "claim"


async def test_a_click_chooses_and_a_second_one_opens(world: World) -> None:
    fill(world)
    async with driving(make_app(world)) as at:
        await at.press("f4")
        await at.pilot.click("#board", offset=(90, 9))
        assert (card := board(at).board.selected) is not None
        assert card.customer == "Bo Lind"
        await at.pilot.click("#board", offset=(90, 9))
        await at.quiet()
        assert at.inbox.about is not None
        assert at.inbox.about.conversation.name == "Bo Lind"


async def test_many_cards_scroll_within_their_column(empty_world: World) -> None:
    world = empty_world
    for number in range(30):
        n = world.conversation(f"Customer {number:02}", "Refund!", ago=number * MINUTE)
        escalation(world, n, "refunds", "Refund!", ago=number * MINUTE)
    async with driving(make_app(world)) as at:
        await at.press("f4")
        assert "Customer 29" in at.painted()
        await at.press("G")
        assert "Customer 00" in at.painted()
        assert "Customer 29" not in at.painted()
        await at.press("g")
        assert "Customer 29" in at.painted()


async def test_an_empty_board_says_so(empty_world: World) -> None:
    async with driving(make_app(empty_world)) as at:
        await at.press("f4")
        assert "Nothing waits for a person." in at.painted()
        await at.press("c", "enter", "j", "right")
        assert at.app.is_running


async def test_the_smallest_terminal_still_shows_the_board(world: World) -> None:
    fill(world)
    async with driving(make_app(world), size=(60, 20)) as at:
        await at.press("f4")
        assert "Cy Young" in at.painted()


def test_every_reason_has_words_a_person_uses() -> None:
    assert reason_words("topic:refunds") == "about refunds"
    assert reason_words("customer_request") == "asks for a person"
    assert reason_words("something_new") == "something_new"
