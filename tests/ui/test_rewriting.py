"""Rewriting on the screen: a comparison to take or leave, and honest words where nobody can write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from closer_tui.tui.app import CloserApp
from closer_tui.tui.messages import RewriteSaid
from tests.ui.books import make_app
from tests.ui.driving import driving
from tests.ui.world import World


def engine_of(app: CloserApp, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """An engine that hears; what it says is up to the test."""
    heard: list[dict[str, Any]] = []

    def say(message: Mapping[str, Any]) -> bool:
        heard.append(dict(message))
        return True

    object.__setattr__(app.kit, "say", say)
    return heard


async def test_the_difference_is_shown_and_taken_with_enter(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(world)
    heard = engine_of(app, monkeypatch)
    async with driving(app) as at:
        await at.press("w", *"we does open", "ctrl+r")
        await at.press(*"fix", "enter")
        assert heard[-1]["how"] == "grammar"
        assert heard[-1]["text"] == "we does open"
        await at.press("enter")
        assert at.app.screen.is_modal, "nothing is taken before it is there"
        app.post_message(RewriteSaid(heard[-1]["id"], "We do open.", True))
        await at.quiet()
        assert "Green is new" in at.painted()
        await at.press("enter")
        assert at.side.composer.text == "We do open."


async def test_leaving_keeps_the_text_and_tells_the_engine_to_stop(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(world)
    heard = engine_of(app, monkeypatch)
    async with driving(app) as at:
        await at.press("w", *"hello", "ctrl+r", *"Klingon", "enter")
        assert (heard[-1]["how"], heard[-1]["language"]) == ("translate", "Klingon")
        await at.press("escape")
        assert heard[-1]["t"] == "rewrite_stop"
        assert at.side.composer.text == "hello"


async def test_what_the_engine_cannot_do_is_said_in_its_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(world)
    heard = engine_of(app, monkeypatch)
    async with driving(app) as at:
        await at.press("w", *"hello", "ctrl+r", "down", "enter")
        app.post_message(RewriteSaid(heard[-1]["id"], "", True, "rewriting needs a model, and none is set up"))
        await at.quiet()
        assert "needs a model" in at.painted()
        await at.press("enter")
        await at.press("escape")
        assert at.side.composer.text == "hello"


async def test_without_an_engine_or_a_text_it_says_what_to_do(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("w", "ctrl+r")
        assert any("Write something first" in notice for notice in at.notices())
        await at.press(*"hello", "ctrl+r", "down", "enter")
        assert "No engine is at work" in at.painted()
