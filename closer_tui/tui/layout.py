"""How the panes of the inbox share the screen: by its width, the settings, and what its person chose before. Pure,
but for the small file the choice is remembered in."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from closer_tui.store.private_file import write_private

__all__ = ["Choice", "Panes", "panes_for", "recall_choice", "remember_choice", "wider_list"]

NARROW, WIDE, VAST, LOW = 100, 160, 220, 30
"""Columns below which panes take turns, from which the contact has its own, and from which all of them may be wider;
lines below which draft and composer are shorter."""
VIEWS, CONTACT, WIDE_CONTACT = 21, 32, 48
LEAST_LIST, MOST_LIST, LEAST_THREAD = 28, 120, 40
STEP = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose: the list's share of the width in thousandths (0: by itself), and whether the views and the
    contact are shown (None: by the width)."""

    list_share: int = 0
    views: bool | None = None
    contact: bool | None = None


@dataclass(frozen=True, slots=True)
class Panes:
    """What is shown. `list_width` in cells; 0 leaves it to the style sheet."""

    narrow: bool
    views: bool
    contact: bool
    vast: bool
    low: bool
    list_width: int = 0


def panes_for(width: int, height: int, layout: str, choice: Choice) -> Panes:
    """The panes at a size; `layout` is the setting: auto, one, two or three."""
    narrow = layout == "one" or width < LEAST_LIST + LEAST_THREAD or (layout == "auto" and width < NARROW)
    wanted_views = layout != "two" if choice.views is None else choice.views
    views = not narrow and wanted_views and width - VIEWS >= LEAST_LIST + LEAST_THREAD
    wanted = width >= WIDE if choice.contact is None else choice.contact
    contact = not narrow and wanted and _left(width, views, CONTACT) >= LEAST_LIST + LEAST_THREAD
    vast = not narrow and width >= VAST
    aside = (WIDE_CONTACT if vast else CONTACT) if contact else 0
    list_width = _fitting(width * choice.list_share // 1000, _left(width, views, aside)) if choice.list_share else 0
    return Panes(narrow, views, contact, vast, height < LOW, 0 if narrow else list_width)


def wider_list(by: int, now: int, width: int, panes: Panes) -> int:
    """The list's share after so many steps from its width now (cells)."""
    aside = (WIDE_CONTACT if panes.vast else CONTACT) if panes.contact else 0
    cells = _fitting(now + by * STEP, _left(width, panes.views, aside))
    # Rounded up, so that the same width comes back as the same number of cells.
    return -(-cells * 1000 // max(width, 1))


def _left(width: int, views: bool, aside: int) -> int:
    return width - (VIEWS if views else 0) - aside


def _fitting(cells: int, left: int) -> int:
    return max(LEAST_LIST, min(cells, MOST_LIST, left - LEAST_THREAD))


def recall_choice(file: Path) -> Choice:
    """The choice made last; none when the file cannot be read, which is no reason to stop."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Choice()
    if not isinstance(found, dict):
        return Choice()
    share, views, contact = found.get("list_share"), found.get("views"), found.get("contact")
    return Choice(
        share if isinstance(share, int) and not isinstance(share, bool) and 0 <= share <= 1000 else 0,
        views if isinstance(views, bool) else None,
        contact if isinstance(contact, bool) else None,
    )


def remember_choice(file: Path, choice: Choice) -> None:
    """Keep a choice; the default one leaves no file. Raises OSError."""
    if choice == Choice():
        file.unlink(missing_ok=True)
    else:
        write_private(file, json.dumps(asdict(choice)))
