"""The doctor: looks at a home from the outside in, changes nothing, and says what to do about what it finds.

    files ─ pages ─ database ─ work

What lies further in is looked at only when what lies around it is sound.
"""

from __future__ import annotations

from collections.abc import Sequence

from closer_tui.config.paths import Paths
from closer_tui.domain.errors import NotFound, StoreBehind, StoreDamaged, StoreError
from closer_tui.store import integrity
from closer_tui.store.doctor_database import examine_database, examine_pages
from closer_tui.store.doctor_files import examine_files
from closer_tui.store.doctor_work import examine_work
from closer_tui.store.findings import Finding, Level, fail, ok, warn
from closer_tui.store.views.reader import Reader

__all__ = ["examine", "worst"]


def examine(paths: Paths, *, now: int) -> list[Finding]:
    """Everything there is to say about a home. `now` in ms; nothing is written, and no error escapes."""
    found = examine_files(paths)
    try:
        integrity.check_at_start(paths)
        with Reader.open(paths) as r:
            pages = examine_pages(paths)
            found.append(pages)
            if pages.level is Level.OK:
                found += examine_database(r, paths, now)
                found += examine_work(r, now)
    except NotFound:
        found.append(ok("database", "none yet; nothing was stored in this home"))
    except StoreBehind as error:
        found.append(warn("schema", error.message, error.hint))
    except StoreDamaged as error:
        found.append(fail("integrity", error.message, integrity.damaged(paths, [error.message]).hint))
    except StoreError as error:
        found.append(fail("database", error.message, error.hint))
    return found


def worst(found: Sequence[Finding]) -> Level:
    """The worst level of all."""
    levels = {finding.level for finding in found}
    return next((level for level in (Level.FAIL, Level.WARN) if level in levels), Level.OK)
