"""Themes: files checked with file and field named, seen before they are taken, and never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color

from closer_tui.config.errors import ConfigError
from closer_tui.config.light import LightSettings
from closer_tui.config.paths import bundled_themes_dir
from closer_tui.tui.theme import COLOURS, load_themes, read_theme
from closer_tui.tui.wardrobe import suited
from tests.ui.books import make_app
from tests.ui.driving import driving
from tests.ui.world import World

GOOD = "dark = true\n[colors]\n" + "\n".join(f'{name} = "#123456"' for name in COLOURS)


def test_the_bundled_themes_are_all_there_and_right() -> None:
    found = load_themes(bundled_themes_dir())
    assert set(found.themes) >= {"closer-dark", "closer-light", "high-contrast", "ansi"}
    assert not found.problems


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace('error = "#123456"', ""), "colors.error is missing"),
        (GOOD.replace('muted = "#123456"', 'muted = "mud"'), "colors.muted is not a colour"),
        (GOOD + '\nblink = "#123456"', "no colour colors.blink"),
        ("dark = 1\n" + GOOD.removeprefix("dark = true\n"), "dark must be true or false"),
        ("shiny = true\n" + GOOD, "no field 'shiny'"),
        ("dark = true", "colors is missing"),
        ("dark =", "mine.toml"),
        (GOOD.replace('line = "#123456"', 'line = "ansi_blue"'), "colors.line must be"),
    ],
)
def test_what_is_wrong_with_a_theme_is_said_with_file_and_field(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=r"mine\.toml") as caught:
        read_theme(file)
    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["closer-dark", "closer-light", "high-contrast"])
def test_text_can_be_read_on_its_ground(name: str) -> None:
    theme = read_theme(bundled_themes_dir() / f"{name}.toml")
    background = Color.parse(theme.background or "")
    wanted = 7.0 if name == "high-contrast" else 4.5
    for colour in (theme.foreground, theme.accent, theme.warning, theme.error, theme.variables["muted"]):
        assert contrast(Color.parse(colour or ""), background) >= wanted, colour


def contrast(one: Color, other: Color) -> float:
    """WCAG's ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Color) -> float:
    """WCAG's relative luminance."""
    parts = [c / 255 for c in colour.rgb]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


async def test_themes_are_shown_while_you_choose_and_escape_brings_the_old_one_back(world: World) -> None:
    async with driving(make_app(world)) as at:
        at.app.action_theme()
        await at.quiet()
        await at.press("down")
        assert at.app.theme != "closer-dark"
        await at.press("escape")
        assert at.app.theme == "closer-dark"


async def test_a_chosen_theme_is_there_again_next_time(world: World) -> None:
    async with driving(make_app(world)) as at:
        at.app.action_theme()
        await at.quiet()
        await at.press(*"light", "enter")
        assert at.app.theme == "closer-light"
    async with driving(make_app(world)) as at:
        assert at.app.theme == "closer-light"


async def test_a_theme_of_your_own_can_be_worn(world: World) -> None:
    world.paths.themes_dir.mkdir(exist_ok=True)
    (world.paths.themes_dir / "mine.toml").write_text(GOOD)
    settings = LightSettings(theme="mine", decision_grace_ms=0, animations=False)
    async with driving(make_app(world, settings=settings)) as at:
        assert at.app.theme == "mine"


async def test_a_broken_theme_is_told_and_the_screen_works_all_the_same(world: World) -> None:
    world.paths.themes_dir.mkdir(exist_ok=True)
    (world.paths.themes_dir / "mine.toml").write_text("dark =")
    settings = LightSettings(theme="mine", decision_grace_ms=0, animations=False)
    async with driving(make_app(world, settings=settings)) as at:
        await at.pilot.pause(0.1)
        assert at.app.theme == "closer-dark"
        assert any("mine" in notice for notice in at.notices())


async def test_no_color_paints_without_colour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with driving(make_app(world)) as at:
        styles = {
            segment.style.color.triplet
            for strip in at.app.screen._compositor.render_strips()
            for segment in strip
            if segment.style and segment.style.color and segment.style.color.triplet
        }
        assert all(colour.red == colour.green == colour.blue for colour in styles)


@pytest.mark.parametrize(
    ("environ", "colours", "theme"),
    [
        ({"TERM": "xterm-256color"}, "truecolor", "closer-dark"),
        ({"TERM": "xterm-256color"}, "256", "closer-dark"),
        ({"TERM": "xterm-16color"}, "standard", "ansi"),
        ({}, "standard", "closer-dark"),
        ({"COLORFGBG": "0;15"}, "256", "closer-light"),
        ({"COLORFGBG": "15;default;0"}, "256", "closer-dark"),
        ({"COLORFGBG": "0;15"}, "standard", "ansi"),
    ],
)
def test_a_terminal_gets_the_theme_it_can_show_until_somebody_chooses(
    environ: dict[str, str], colours: str, theme: str
) -> None:
    assert suited(environ, colours) == theme
