"""One table of a cast file, read key by key; a wrong value is reported with its file and place."""

from __future__ import annotations

from dataclasses import dataclass

from closer_tui.domain.errors import InvalidInput

__all__ = ["CastError", "Row"]


class CastError(InvalidInput):
    """A cast file says something that cannot be played; the message names the file, the place and the key."""


@dataclass(frozen=True, slots=True)
class Row:
    """A TOML table and where it stands, such as `sms.toml: conversation 3 (stop-gerry)`."""

    where: str
    values: dict[str, object]

    def wrong(self, key: str, why: str) -> CastError:
        """The error for `key`, ready to raise."""
        return CastError(f"{self.where}: {key} {why}.", "Correct the cast file.", field=key)

    def only(self, *known: str) -> None:
        """Refuse keys nobody reads, which are mostly spelling mistakes."""
        for key in self.values:
            if key not in known:
                raise self.wrong(key, f"is not one of {', '.join(known)}")

    def text(self, key: str, *, may_be_empty: bool = False) -> str:
        """A string; with `may_be_empty` it may be `""`, but never be left out."""
        value = self.values.get(key)
        if not isinstance(value, str):
            raise self.wrong(key, "must be a text")
        if not value and not may_be_empty:
            raise self.wrong(key, "must not be empty")
        return value

    def number(self, key: str, *, least: int = 0) -> int:
        """A whole number of at least `least`."""
        value = self.values.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(key, "must be a whole number")
        if value < least:
            raise self.wrong(key, f"must be at least {least}")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false when left out."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "must be true or false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of non-empty strings, at least one."""
        return _texts(self, key, self.values.get(key))

    def text_lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of such lists; empty when left out."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, "must be a list of lists of texts")
        return tuple(_texts(self, key, inner) for inner in value)

    def row(self, key: str) -> Row:
        """The table under `key`."""
        return _row(self, key, f"{self.where}: {key}", self.values.get(key))

    def rows(self, key: str) -> list[Row]:
        """The tables in the list under `key`; none when left out."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, "must be a list of tables")
        return [_row(self, key, f"{self.where}: {key} {number}", item) for number, item in enumerate(value, 1)]


def _texts(row: Row, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise row.wrong(key, "must be a list with at least one text")
    found: list[str] = []
    for item in value:
        if not isinstance(item, str) or not item:
            raise row.wrong(key, "must hold texts, none of them empty")
        found.append(item)
    return tuple(found)


def _row(row: Row, key: str, where: str, value: object) -> Row:
    if not isinstance(value, dict):
        raise row.wrong(key, "must be a table")
    name = value.get("id", value.get("shortcut"))
    return Row(f"{where} ({name})" if isinstance(name, str) else where, dict(value))
