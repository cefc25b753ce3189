"""The kinds of columns our tables are made of, and the metadata that holds all of them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Computed, ForeignKey, Integer, MetaData, Text, text

from closer_tui.store import codes

metadata = MetaData()


def key(name: str = "n") -> Column[Any]:
    """The number of a row."""
    return Column(name, Integer, primary_key=True, autoincrement=True)


def integer(name: str, default: int | None = None, *, null: bool = False) -> Column[Any]:
    """A whole number."""
    server = None if default is None else text(str(default))
    return Column(name, Integer, nullable=null, server_default=server)


def words(name: str, default: str | None = None, *, null: bool = False) -> Column[Any]:
    """A text."""
    return Column(name, Text, nullable=null, server_default=default)


def ref(name: str, target: str, *, null: bool = False) -> Column[Any]:
    """The number of a row of another table."""
    return Column(name, Integer, ForeignKey(target), nullable=null)


def spelled(name: str, known: Sequence[StrEnum]) -> Column[Any]:
    """The word behind the number beside it."""
    return Column(name, Text, Computed(codes.spelled(f"{name}_code", known), persisted=False))
