"""Ending tasks one started, without losing that one was asked to end oneself."""

from __future__ import annotations

import asyncio
from typing import Any


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel the tasks, wait until they have ended, and raise what one of them died of.

    `suppress(CancelledError)` around `await task` cannot tell the task's cancellation from the caller's, and a caller
    whose cancellation is lost runs for ever. Here it is raised once the tasks have ended.
    """
    for task in tasks:
        task.cancel()
    left, asked = set(tasks), None
    while left:
        try:
            _, left = await asyncio.wait(left)
        except asyncio.CancelledError as cancelled:
            asked = cancelled
            left = {task for task in left if not task.done()}
    if asked is not None:
        raise asked
    for task in tasks:
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error
