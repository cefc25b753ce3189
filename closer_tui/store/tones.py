"""Tone profiles: every version kept, one current an inbox."""

from __future__ import annotations

import json

from sqlalchemy import Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile
from closer_tui.store.tables import inboxes, tone_profiles


def _tone(row: Row[tuple[object, ...]]) -> ToneProfile:
    return ToneProfile(
        row.formality,
        row.warmth,
        SentenceLength(row.sentence_length),
        EmojiUse(row.emoji),
        row.sign_off,
        tuple(json.loads(row.topics_json)),
    )


async def current(conn: AsyncConnection, inbox_n: int) -> tuple[int, ToneProfile]:
    """The version in force and its profile; an inbox that never had one gets the defaults as version 1."""
    statement = (
        select(tone_profiles)
        .join(
            inboxes,
            (inboxes.c.n == tone_profiles.c.inbox_n) & (inboxes.c.tone_version == tone_profiles.c.version),
        )
        .where(tone_profiles.c.inbox_n == inbox_n)
    )
    row = (await conn.execute(statement)).first()
    return (row.version, _tone(row)) if row else (1, ToneProfile())


async def version(conn: AsyncConnection, inbox_n: int, number: int) -> ToneProfile | None:
    """One version, or None when there is none of that number."""
    row = (
        await conn.execute(
            select(tone_profiles).where(tone_profiles.c.inbox_n == inbox_n, tone_profiles.c.version == number)
        )
    ).first()
    return _tone(row) if row else None


async def add(tx: AsyncConnection, inbox_n: int, number: int, tone: ToneProfile, author: str, now: int) -> None:
    """Write a version; the caller moves the inbox's `tone_version`."""
    await tx.execute(
        insert(tone_profiles).values(
            inbox_n=inbox_n,
            version=number,
            formality=tone.formality,
            warmth=tone.warmth,
            sentence_length=tone.sentence_length.value,
            emoji=tone.emoji.value,
            sign_off=tone.sign_off,
            topics_json=json.dumps(tone.escalation_topics, ensure_ascii=False),
            created_at=now,
            author=author,
        )
    )


async def newest(conn: AsyncConnection, inbox_n: int) -> int:
    """The highest version number, in force or not; 0 when none was saved."""
    statement = select(func.coalesce(func.max(tone_profiles.c.version), 0)).where(tone_profiles.c.inbox_n == inbox_n)
    return int((await conn.execute(statement)).scalar_one())


async def saved_at(conn: AsyncConnection, inbox_n: int, number: int) -> int:
    """When a version was made (ms); 0 for one that never was."""
    statement = select(tone_profiles.c.created_at).where(
        tone_profiles.c.inbox_n == inbox_n, tone_profiles.c.version == number
    )
    return int((await conn.execute(statement)).scalar() or 0)
