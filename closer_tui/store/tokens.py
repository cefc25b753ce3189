"""Rows of API tokens. Only a token's SHA-256 is stored; the token itself is shown once, to whoever made it.

A token belongs to one plane (live or test) and is good for some channels and some scopes. Rotation makes a new token
with the same rights while the old one goes on for an overlap; revocation is at once.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from secrets import token_bytes
from typing import Final

from sqlalchemy import Row, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.errors import Conflict, InvalidInput, NotFound, Refused
from closer_tui.domain.ids import new_id
from closer_tui.store.tables import api_tokens

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SECRET_BYTES: Final = 32
_DIGITS: Final = 43
"""Base-62 digits of 32 bytes."""
_SHOWN: Final = 4
"""Digits of the secret that lists may show: enough to tell tokens apart, far too few to guess one."""
_BY_HASH: Final = select(api_tokens).where(api_tokens.c.hash == bindparam("wanted"))
_TOKEN: Final = re.compile(rf"cls_(live|test)_[0-9A-Za-z]{{{_DIGITS}}}", re.ASCII)


class Scope(StrEnum):
    """What a token may do on its channels."""

    READ = "read"
    REPLY = "reply"
    TONE = "tone"


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret. Times in ms; `expires_at` is set on the old one while a rotation overlaps."""

    n: int
    id: str
    prefix: str
    env: Environment
    name: str
    channels: frozenset[ChannelKind]
    scopes: frozenset[Scope]
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None

    def usable(self, now: int) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made. `secret` is in nobody's hands but the caller's, and never again."""

    token: Token
    secret: str


def looks_like_token(text: str) -> bool:
    """Whether it has the form of a token; what has not needs no look into the database."""
    return _TOKEN.fullmatch(text) is not None


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _make_secret(env: Environment) -> str:
    number = int.from_bytes(token_bytes(_SECRET_BYTES), "big")
    digits = ""
    for _ in range(_DIGITS):
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return f"cls_{env.value}_{digits}"


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(
        n=row.n,
        id=row.id,
        prefix=row.prefix,
        env=Environment(row.env),
        name=row.name,
        channels=frozenset(ChannelKind(c) for c in json.loads(row.channels_json)),
        scopes=frozenset(Scope(s) for s in json.loads(row.scopes_json)),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )


async def create(
    tx: AsyncConnection,
    now: int,
    *,
    env: Environment,
    channels: Iterable[ChannelKind],
    scopes: Iterable[Scope],
    name: str = "",
) -> NewToken:
    """Make a token. Raises InvalidInput without a channel or scope, Refused for a live one that could do everything."""
    for_channels, for_scopes = frozenset(channels), frozenset(scopes)
    if not for_channels:
        raise InvalidInput("a token needs at least one channel", "Name it with --channel.", field="channels")
    if not for_scopes:
        raise InvalidInput("a token needs at least one scope", "Name it with --scope.", field="scopes")
    if env is Environment.LIVE and for_channels == set(ChannelKind) and for_scopes == set(Scope):
        raise Refused(
            "no live token may read and write on every channel",
            "Leave out a channel or a scope, or make one token for each channel.",
        )
    secret = _make_secret(env)
    token_id = new_id("tok", now)
    await tx.execute(
        insert(api_tokens).values(
            id=token_id,
            prefix=secret[: len(secret) - _DIGITS + _SHOWN],
            hash=_fingerprint(secret),
            env=env.value,
            name=name,
            channels_json=json.dumps(sorted(for_channels)),
            scopes_json=json.dumps(sorted(for_scopes)),
            created_at=now,
        )
    )
    return NewToken(await by_id(tx, token_id), secret)


async def by_secret(conn: AsyncConnection, secret: str) -> Token | None:
    """The token with this secret, usable or not; found by the index on its hash, so timing tells nothing."""
    row = (await conn.execute(_BY_HASH, {"wanted": _fingerprint(secret)})).first()
    return _token(row) if row else None


async def by_id(conn: AsyncConnection, token_id: str) -> Token:
    """By public id. Raises NotFound."""
    row = (await conn.execute(select(api_tokens).where(api_tokens.c.id == token_id))).first()
    if row is None:
        raise NotFound(f"there is no token {token_id[:60]!r}", "`closer-tui token list` shows them.")
    return _token(row)


async def all_of(conn: AsyncConnection) -> Sequence[Token]:
    """Every token, oldest first, revoked and expired ones too."""
    return [_token(row) for row in await conn.execute(select(api_tokens).order_by(api_tokens.c.n))]


async def revoke(tx: AsyncConnection, token_id: str, now: int) -> Token:
    """Close a token at once; one that is closed stays as it is. Raises NotFound."""
    await by_id(tx, token_id)
    statement = update(api_tokens).where(api_tokens.c.id == token_id, api_tokens.c.revoked_at.is_(None))
    await tx.execute(statement.values(revoked_at=now))
    return await by_id(tx, token_id)


async def rotate(tx: AsyncConnection, token_id: str, now: int, *, overlap_ms: int) -> NewToken:
    """A new token with the same rights; the old one works for `overlap_ms` more, never longer than it would have.

    Raises NotFound, or Conflict when the old one no longer works.
    """
    old = await by_id(tx, token_id)
    if not old.usable(now):
        raise Conflict("this token no longer works", "Make a new one with `closer-tui token create`.")
    made = await create(tx, now, env=old.env, channels=old.channels, scopes=old.scopes, name=old.name)
    ends = now + overlap_ms
    statement = update(api_tokens).where(api_tokens.c.n == old.n)
    await tx.execute(
        statement.where(or_(api_tokens.c.expires_at.is_(None), api_tokens.c.expires_at > ends)).values(expires_at=ends)
    )
    return made


async def touch(tx: AsyncConnection, token_n: int, now: int) -> None:
    """Remember that the token was used."""
    await tx.execute(update(api_tokens).where(api_tokens.c.n == token_n).values(last_used_at=now))
