"""What we say of a contact ourselves, apart from what channels say: checked, and small enough to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.text import clean

__all__ = ["LONGEST", "MOST_FIELDS", "ContactDetail", "check_name"]

LONGEST: Final[Mapping[str, int]] = {"name": 120, "company": 120, "language": 35, "notes": 4_000, "field": 500}
"""Characters of each."""
MOST_FIELDS: Final = 30
LONGEST_KEY: Final = 40


@dataclass(frozen=True, slots=True)
class ContactDetail:
    """`fields` are the owner's own, in their order: a customer number, a favourite."""

    company: str = ""
    language: str = ""
    notes: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> ContactDetail:
        """Of a stored object; what is of another kind is left out."""
        texts = {name: value for name in ("company", "language", "notes") if isinstance(value := stored.get(name), str)}
        fields = stored.get("fields")
        own = {str(key): str(value) for key, value in fields.items()} if isinstance(fields, dict) else {}
        return cls(**texts, fields=own)

    def json(self) -> dict[str, Any]:
        """As it is stored: what is empty is left out."""
        texts = {"company": self.company, "language": self.language, "notes": self.notes}
        found: dict[str, Any] = {name: value for name, value in texts.items() if value}
        return found | ({"fields": dict(self.fields)} if self.fields else {})

    def checked(self) -> ContactDetail:
        """The same with every text cleaned. Raises InvalidInput naming the field that cannot be kept."""
        if len(self.fields) > MOST_FIELDS:
            raise InvalidInput(f"more than {MOST_FIELDS} fields", "Remove some.", field="fields")
        own: dict[str, str] = {}
        for key, value in self.fields.items():
            name = clean(key, multiline=False).strip()
            if not name or len(name) > LONGEST_KEY or "=" in name:
                raise InvalidInput(
                    f"{key[:40]!r} cannot be the name of a field",
                    f"Use at most {LONGEST_KEY} characters, without =.",
                    field="fields",
                )
            if text := _text("field", value, label=name):
                own[name] = text
        language = _text("language", self.language)
        if language and not all(part.isalnum() and part.isascii() for part in language.split("-")):
            raise InvalidInput(f"{language!r} is not a language", "Write it like en, de or pt-BR.", field="language")
        return ContactDetail(_text("company", self.company), language, _text("notes", self.notes, multiline=True), own)

    def filled_from(self, other: ContactDetail) -> ContactDetail:
        """What is empty here is taken from another; notes are joined."""
        notes = "\n".join(dict.fromkeys(text for text in (self.notes, other.notes) if text))
        return replace(
            self,
            company=self.company or other.company,
            language=self.language or other.language,
            notes=notes[: LONGEST["notes"]],
            fields={**other.fields, **self.fields},
        )


def check_name(text: str) -> str:
    """A name as it is kept; empty for none. Raises InvalidInput."""
    return _text("name", text)


def _text(kind: str, value: str, *, multiline: bool = False, label: str = "") -> str:
    text = clean(value, multiline=multiline).strip()
    if len(text) > LONGEST[kind]:
        name = label or kind
        raise InvalidInput(
            f"{name} is longer than {LONGEST[kind]} characters", "Shorten it.", field="fields" if label else kind
        )
    return text
