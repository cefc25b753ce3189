"""Times as a person at a screen reads them: how long ago, what time of day, which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from closer_tui.domain.clock import DAY, Clock, relative

__all__ = ["When"]


@dataclass(frozen=True, slots=True)
class When:
    """The present, and the zone of the person looking; None is the machine's own zone."""

    clock: Clock
    zone: tzinfo | None = None

    def now(self) -> int:
        """Milliseconds since the epoch."""
        return self.clock.now()

    def local(self, at: int) -> datetime:
        """A moment in the person's zone."""
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)).astimezone(self.zone)

    def ago(self, at: int | None) -> str:
        """`4s`, `2m`, `3d`; nothing for no time."""
        return "" if at is None else relative(self.clock.now(), at).lstrip("+")

    def since(self, at: int) -> str:
        """`just now`, `4s ago`, `3d ago`."""
        gap = self.ago(at)
        return "just now" if gap == "now" else f"{gap} ago"

    def time(self, at: int) -> str:
        """`09:12`."""
        return f"{self.local(at):%H:%M}"

    def day(self, at: int) -> str:
        """`today`, `yesterday`, `Friday 13 November`, and the year when it is another one."""
        day, today = self.local(at), self.local(self.clock.now())
        gap = (today.date() - day.date()).days
        if gap == 0:
            return "today"
        if gap == 1:
            return "yesterday"
        words = f"{day:%A} {day.day} {day:%B}"
        return words if day.year == today.year else f"{words} {day.year}"

    def moment(self, at: int) -> str:
        """`14:30` today, `tomorrow 09:00`, `Fri 09:00` within a week, `13 Nov` later."""
        day, today = self.local(at), self.local(self.clock.now())
        gap = (day.date() - today.date()).days
        if gap == 0:
            return self.time(at)
        if gap == 1:
            return f"tomorrow {self.time(at)}"
        if 1 < gap < 7:
            return f"{day:%a} {self.time(at)}"
        return f"{day.day} {day:%b}"

    def moment_and_time(self, at: int) -> str:
        """The same with the time of day, however far away."""
        words, time = self.moment(at), self.time(at)
        return words if words.endswith(time) else f"{words} {time}"

    def tomorrow_at(self, hour: int, *, days: int = 1) -> int:
        """The moment `hour` o'clock so many days on."""
        day = self.local(self.clock.now()).replace(hour=hour, minute=0, second=0, microsecond=0)
        return int((day + timedelta(days=days)).timestamp() * 1000)

    def monday_at(self, hour: int) -> int:
        """The moment `hour` o'clock on the next Monday."""
        weekday = self.local(self.clock.now()).weekday()
        return self.tomorrow_at(hour, days=7 - weekday)

    def left(self, until: int) -> str:
        """How long until a moment, coarsely: `21 h`, `12 min`; empty when it has passed."""
        gap = until - self.clock.now()
        if gap <= 0:
            return ""
        if gap >= DAY:
            return f"{gap // DAY} d"
        hours, minutes = divmod(gap // 60_000, 60)
        return f"{hours} h" if hours else f"{max(minutes, 1)} min"
