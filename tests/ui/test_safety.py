"""Hostile text: on every screen, through every field, nothing reaches the terminal or the markup engine."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.color import Color

import closer_tui.tui
from closer_tui.tui.drawing import cell_width, settle
from closer_tui.tui.line_filter import TerminalGuard
from tests.ui.books import Books, make_app
from tests.ui.driving import driving
from tests.ui.world import World

HOSTILE = {
    "markup": "[/] [b]bold [@click=app.quit]x[/] [$error]y [TODO] {x} \\",
    "escape": "\x1b]0;owned\x07\x1b[2Jhi\x1b[31m\x9b31m\x90x\x9c",
    "bidi": "\u202eevil\u2066 \u061c\u200f abc",
    "lone surrogate": "a\ud800b\udfffc",
    "long line": "x" * 262_144,
    "long wide line": "漢" * 120_000,
    "combining": "e" + "\u0301" * 5_000,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪👍🏽❤️" * 20,
    "newlines": "a\r\nb\nc\x0b\x0c\u2028d" * 50,
    "nul": "a\x00b\x7fc",
}
TOGETHER = "together"
"""The short ones in one string, the shortest first so that a cut leaves most: what the quick suite walks with, beside
the long ones. Each alone is `long`."""
HOSTILE[TOGETHER] = "".join(sorted((text for text in HOSTILE.values() if len(text) < 10_000), key=len))
QUICK = (TOGETHER, "long line", "long wide line")
WALKED = [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in HOSTILE]
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def poison(world: World, text: str) -> None:
    """Put the text into every field a stranger can reach, past the cleaner."""
    # SQLite keeps UTF-8; a lone surrogate arrives there as its replacement.
    stored = text.encode("utf-8", "replace").decode()
    n = world.conversation(stored[:2_000], stored, stored, address=stored[:300])
    world.draft(n, stored, reason=stored, topic=stored, model=stored[:100], checks=((stored[:80], "warn", stored),))
    world.message(n, stored, direction="outbound", author=stored[:200], delivery="failed", failure=stored[:3_000])
    world.run("UPDATE inboxes SET name = ?", stored[:200])
    world.run("UPDATE conversations SET tags = ?, owner_name = ? WHERE n = ?", stored[:80], stored[:80], n)


@pytest.mark.parametrize("name", WALKED)
async def test_hostile_text_passes_no_screen(empty_world: World, name: str) -> None:
    world = empty_world
    poison(world, HOSTILE[name])
    books = Books(world)
    async with driving(make_app(world, books), size=(200, 50)) as at:
        for keys in ((), ("enter", "o"), ("escape",), ("x",), ("escape",), ("s",), ("escape",), ("p",), ("e",)):
            await at.press(*keys)
            assert not CONTROL.search(at.painted().replace("\n", ""))
            assert at.app.is_running
        await at.press("escape")
        await at.press("escape", "slash", *"hi")
        assert not CONTROL.search(at.painted().replace("\n", ""))
        widths = {cell_width(line) for line in at.painted().split("\n")}
        assert widths == {200}
    assert not [call for call in books.calls if call[0] not in {"mark_read"}]


async def test_a_link_in_a_message_is_text_and_runs_nothing(empty_world: World) -> None:
    n = empty_world.conversation("Eve [@click=app.quit]x[/]", "[@click=app.quit]Track your parcel[/]")
    empty_world.draft(n, "[@click=app.quit]yes[/]", topic="[@click=app.quit]t[/]")
    async with driving(make_app(empty_world)) as at:
        assert "[@click=app.quit]Track your parcel[/]" in at.painted()
        for y in range(0, 39, 2):
            for x in (30, 70, 100):
                await at.pilot.click(offset=(x, y))
        assert at.app.is_running


async def test_an_error_with_markup_in_it_is_shown_as_it_is(world: World, books: Books) -> None:
    from closer_tui.domain.errors import Refused

    books.refuse = Refused("[/b] said the server \x1b[2J", "[@click=app.quit]here[/]")
    async with driving(make_app(world, books)) as at:
        await at.press("a")
        await at.pilot.pause(0.3)
        assert "[@click=app.quit]here[/]" in at.painted()
        assert not CONTROL.search(at.painted().replace("\n", ""))


def test_the_guard_takes_out_what_terminals_obey_and_nothing_else() -> None:
    guard = TerminalGuard()
    black = Color(0, 0, 0)
    fine = [Segment("Grüße, 林さん ❤")]
    assert guard.apply(fine, black)[0].text == "Grüße, 林さん ❤"
    assert guard.apply([Segment("ok"), Segment("\x1b]52;c;x\x07!")], black)[1].text == "]52;c;x!"


@pytest.mark.parametrize("name", HOSTILE)
def test_settled_text_has_no_control_and_no_disputed_width(name: str) -> None:
    settled = settle(HOSTILE[name])
    assert not CONTROL.search(settled.replace("\n", ""))
    assert "\u200d" not in settled
    assert "\ufe0f" not in settled


# --- the census: what these are given is read as markup unless it is Content

READS_MARKUP = {"Static", "Label", "Button", "Option", "Collapsible", "OptionList", "Tab", "TabPane", "Select", "Tree"}
ATTRIBUTES = {"border_title", "border_subtitle", "tooltip"}
SAFE_METHODS = {"assemble"}
HOUSE = Path(closer_tui.tui.__file__).parent


def is_constant_or_content(node: ast.expr) -> bool:
    """A literal of ours, or text that was wrapped so that nobody parses it."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        return called in {"Content", "Text", "_prompt"} or called in {"Content.assemble", "Content.from_text"}
    return False


@pytest.mark.parametrize("file", sorted(HOUSE.rglob("*.py")), ids=lambda file: str(file.relative_to(HOUSE)))
def test_no_text_from_data_reaches_anything_that_parses_markup(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    offences = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rsplit(".", 1)[-1]
            if name in READS_MARKUP and any(not is_constant_or_content(arg) for arg in node.args):
                offences.append(f"{node.lineno}: {ast.unparse(node)}")
            if name == "notify" and not any(
                k.arg == "markup" and ast.unparse(k.value) == "False" for k in node.keywords
            ):
                offences.append(f"{node.lineno}: notify without markup=False")
            if name in {"from_markup", "escape"}:
                offences.append(f"{node.lineno}: {name}")
        if isinstance(node, ast.Assign):
            for target in node.targets:
                named = isinstance(target, ast.Attribute) and target.attr in ATTRIBUTES
                if named and not is_constant_or_content(node.value):
                    offences.append(f"{node.lineno}: {ast.unparse(node)}")
    assert not offences
