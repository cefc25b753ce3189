"""The inboxes: how each stands, the bot's switch, connecting and disconnecting."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from closer_tui.domain.channel import ChannelKind, InboxMode
from closer_tui.domain.errors import (
    ChannelUnavailable,
    CloserError,
    InvalidInput,
    Refused,
    StoreError,
    Unauthorized,
)
from closer_tui.tui.modals.connect import ConnectForm, field_of
from closer_tui.tui.screens.inboxes import InboxesScreen
from closer_tui.tui.widgets.form import FormRow
from tests.ui.books import make_app
from tests.ui.driving import Driver, driving
from tests.ui.queues import Desk, second_inbox
from tests.ui.world import World


class Server(Desk):
    """A desk whose server answers a connection with an error first."""

    answer: CloserError | None = None

    async def connect_closer(self, url: str, token: str, *, channels: Sequence[ChannelKind] = ()) -> Sequence[str]:
        names = await super().connect_closer(url, token, channels=channels)
        if self.answer is not None:
            raise self.answer
        return names


def form(at: Driver) -> ConnectForm:
    assert isinstance(at.app.screen, ConnectForm)
    return at.app.screen


def complaint(at: Driver, field: str) -> str:
    return form(at).query_one(f"#connect-row-{field}", FormRow).problem


async def fill_in(at: Driver, url: str = "https://closer.example", token: str = "cls_test_0123456789") -> None:
    form(at).url.value = url
    form(at).token.value = token
    await at.quiet()


async def test_every_inbox_says_how_it_stands(world: World) -> None:
    second_inbox(world)
    async with driving(make_app(world)) as at:
        await at.press("f7")
        screen = at.painted()
        assert "Harbour Bakery" in screen
        assert "4s ago" in screen
        assert "1 in trouble" in screen
        await at.press("j")
        assert "failed 3 times: the server cannot be reached; trying again" in at.painted()
        assert "orders@harbour.example" in at.painted()


async def test_m_switches_the_bot_off_and_on(world: World) -> None:
    books = Desk(world)
    async with driving(make_app(world, books)) as at:
        await at.press("f7", "m")
        assert books.calls == [("set_mode", 1, InboxMode.OFF)]
        world.run("UPDATE inboxes SET mode = 'off'")
        world.changed("inbox.changed")
        await at.feed()
        assert "bot off" in at.painted()
        await at.press("m")
        assert books.calls[-1] == ("set_mode", 1, InboxMode.DRAFT)


async def test_disconnecting_asks_and_says_what_is_lost(world: World) -> None:
    books = Desk(world)
    async with driving(make_app(world, books)) as at:
        await at.press("f7", "D")
        assert "Its token is forgotten" in at.painted()
        await at.press("escape")
        assert books.calls == []
        await at.press("D", "y")
        assert books.calls == [("disconnect", 1)]
        await at.feed()
        assert "No inbox is connected; c connects one." in at.painted()


async def test_connecting_hands_address_token_and_channels_to_the_desk(world: World) -> None:
    books = Desk(world)
    async with driving(make_app(world, books)) as at:
        await at.press("f7", "c")
        await fill_in(at)
        form(at).channels.focus()
        await at.press("space", "f2")
        call = ("connect_closer", "https://closer.example", "cls_test_0123456789", (ChannelKind.WHATSAPP,))
        assert books.calls == [call]
        assert isinstance(at.app.screen, InboxesScreen)
        assert any(words.startswith("Connected:") for words in at.notices())


async def test_the_token_is_never_shown(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("f7", "c", "tab", *"cls_live_secret")
        assert "cls_live_secret" not in at.painted()
        assert form(at).token.value == "cls_live_secret"


async def test_an_empty_form_says_what_is_missing_and_asks_nobody(world: World) -> None:
    books = Desk(world)
    async with driving(make_app(world, books)) as at:
        await at.press("f7", "c", "f2")
        assert "The address is missing" in complaint(at, "url")
        assert "The token is missing" in complaint(at, "token")
        assert books.calls == []
        await at.press(*"http")
        assert complaint(at, "url") == ""


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (InvalidInput("this is not an address", "Write it like https://….", field="url"), "url"),
        (InvalidInput("this is not a CLOSER token", "Copy it whole.", field="token"), "token"),
        (Unauthorized("the server does not know this token", "Make a new one."), "token"),
        (ChannelUnavailable("the server cannot be reached", "Check the address."), "url"),
        (Refused("the token does not open sms", "Leave it out."), "channels"),
    ],
)
async def test_what_goes_wrong_stands_at_its_field_and_nothing_is_lost(
    world: World, error: CloserError, field: str
) -> None:
    server = Server(world)
    server.answer = error
    async with driving(make_app(world, server)) as at:
        await at.press("f7", "c")
        await fill_in(at)
        await at.press("f2")
        assert error.message in complaint(at, field)
        assert form(at).url.value == "https://closer.example"
        server.answer = None
        await at.press("f2")
        assert isinstance(at.app.screen, InboxesScreen)


def test_an_error_that_belongs_to_no_field_is_shown_below() -> None:
    assert field_of(StoreError("the database is busy")) == ""


async def test_leaving_the_form_keeps_nothing(world: World) -> None:
    books = Desk(world)
    async with driving(make_app(world, books), size=(60, 20)) as at:
        await at.press("f7", "c")
        await fill_in(at)
        await at.press("escape")
        assert books.calls == []
        assert isinstance(at.app.screen, InboxesScreen)


async def test_enter_shows_the_tone_of_the_inbox_under_the_cursor(world: World) -> None:
    second_inbox(world)
    async with driving(make_app(world)) as at:
        await at.press("f7", "j", "enter")
        assert "Tone · Orders" in at.painted()


async def test_a_mailbox_is_connected_field_by_field(world: World) -> None:
    books = Desk(world)
    async with driving(make_app(world, books), size=(80, 24)) as at:
        await at.press("f7", "M")
        await at.press("f2")
        assert "The server that sends is missing" in at.painted()
        assert "The password is missing." in at.painted()
        await at.press(*"shop@example.org", "enter", *"imap.example.org:993", "enter", *"smtp.example.org:465", "enter")
        await at.press("enter", *"very secret")
        assert "very secret" not in at.painted()
        await at.press("enter")
        given = ("shop@example.org", "imap.example.org:993", "smtp.example.org:465", "", "very secret")
        assert books.calls == [("connect_email", *given)]
        assert any(words == "Connected: shop@example.org." for words in at.notices())


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (InvalidInput("no such server", field="smtp"), "smtp"),
        (Unauthorized("the server refused the password"), "password"),
    ],
)
async def test_what_a_mail_server_refuses_is_said_at_its_field(world: World, error: CloserError, field: str) -> None:
    books = Desk(world)
    books.refuse = error
    async with driving(make_app(world, books), size=(120, 40)) as at:
        await at.press("f7", "M", *"a@b.c", "enter", "i", "enter", "s", "enter", "enter", "p", "f2")
        assert at.app.focused is not None
        assert at.app.focused.id == f"mail-{field}"
        assert error.message in at.painted()
