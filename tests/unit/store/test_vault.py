"""Sealed secrets: nothing of them in any file, and nobody else's opens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from closer_tui.config.errors import SecretError
from closer_tui.config.secrets import Secret
from closer_tui.domain.errors import NotFound
from closer_tui.store import vault
from tests.support.desk_world import NOON, DeskWorld, desk_world

CANARY = "cls_live_canary_0123456789abcdef"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    """A home with one inbox at noon."""
    async with desk_world(tmp_path / "home") as made:
        yield made


async def put(desk: DeskWorld, owner: str, secret: str, purpose: str = "token") -> None:
    async with desk.store.write() as tx:
        await vault.put(tx, vault.box(desk.store.paths), owner, purpose, Secret(secret), NOON)


async def get(desk: DeskWorld, owner: str, purpose: str = "token") -> str:
    async with desk.store.read() as conn:
        return (await vault.get(conn, vault.box(desk.store.paths), owner, purpose)).reveal()


async def test_a_secret_comes_back_as_it_was_and_the_newest_one_counts(desk: DeskWorld) -> None:
    await put(desk, "inbox_1", CANARY)
    assert await get(desk, "inbox_1") == CANARY

    await put(desk, "inbox_1", "another")
    assert await get(desk, "inbox_1") == "another"


async def test_no_file_of_the_home_holds_it(desk: DeskWorld, tmp_path: Path) -> None:
    await put(desk, "inbox_1", CANARY)
    await desk.store.checkpoint()

    files = [file for file in (tmp_path / "home").rglob("*") if file.is_file()]

    assert desk.store.paths.database in files
    assert not [file for file in files if CANARY.encode() in file.read_bytes()]


async def test_a_secret_copied_to_somebody_else_does_not_open(desk: DeskWorld) -> None:
    await put(desk, "inbox_1", CANARY)
    async with desk.store.write() as tx:
        await tx.exec_driver_sql(
            "INSERT INTO secrets SELECT 'inbox_2', purpose, sealed, created_at FROM secrets"
            " UNION ALL SELECT owner, 'signing', sealed, created_at FROM secrets"
        )

    for owner, purpose in (("inbox_2", "token"), ("inbox_1", "signing")):
        with pytest.raises(SecretError) as refusal:
            await get(desk, owner, purpose)
        assert CANARY not in str(refusal.value)


async def test_a_damaged_one_does_not_open(desk: DeskWorld) -> None:
    await put(desk, "inbox_1", CANARY)
    async with desk.store.write() as tx:
        await tx.exec_driver_sql("UPDATE secrets SET sealed = substr(sealed, 1, length(sealed) - 4) || 'AAAA'")

    with pytest.raises(SecretError):
        await get(desk, "inbox_1")


async def test_what_was_forgotten_is_gone_and_overwritten(desk: DeskWorld) -> None:
    await put(desk, "inbox_1", CANARY)
    await put(desk, "inbox_2", "other")
    sealed = await desk.one("SELECT sealed FROM secrets WHERE owner = 'inbox_1'")
    async with desk.store.write() as tx:
        await vault.drop(tx, "inbox_1")
    await desk.store.checkpoint()

    with pytest.raises(NotFound, match="token is stored for inbox_1"):
        await get(desk, "inbox_1")
    assert await get(desk, "inbox_2") == "other"
    assert sealed.encode() not in desk.store.paths.database.read_bytes()
