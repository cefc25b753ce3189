"""schemathesis against the running server: every phase, every check, nothing found."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from closer_tui.api.server import serve
from tests.support.api_world import ApiWorld, api_world

RUN = "from schemathesis.cli import schemathesis; schemathesis()"
PHASES = "examples,coverage,fuzzing,stateful"


async def fuzz(world: ApiWorld, examples: int, *options: str, cwd: Path) -> tuple[int, str]:
    """Exit code and report of one run with a token that may do everything in the sandbox."""
    secret = await world.token()
    async with serve(world.app, "127.0.0.1", 0) as bound:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", RUN, "run", f"{bound.url}/openapi.json", "--phases", PHASES, "--checks", "all"),
            *("--max-examples", str(examples), "--header", f"Authorization: Bearer {secret}", "--no-color", *options),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=cwd,
        )
        out, _ = await process.communicate()
    return process.returncode or 0, out.decode()


@pytest.mark.timeout(180)
async def test_a_fuzzer_finds_nothing(tmp_path: Path) -> None:
    """Each parameter at its edges; with patience also what is drawn at random, and one request after the other."""
    async with api_world(tmp_path / "home") as world:
        code, report = await fuzz(world, 1, "--seed", "7", "--phases", "examples,coverage", cwd=tmp_path)
    assert code == 0, report
    assert "No issues found" in report
    assert "Operations:       5 selected / 5 total" in report


@pytest.mark.long
async def test_the_fuzzer_would_find_a_document_that_is_not_true(tmp_path: Path) -> None:
    async with api_world(tmp_path / "home") as world:
        async with world.store.write() as tx:
            await tx.exec_driver_sql("DROP TABLE webhook_endpoints")
        code, report = await fuzz(world, 2, "--seed", "7", "--phases", "coverage", cwd=tmp_path)
    assert code == 1, report
    assert "Server error" in report


@pytest.mark.long
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("per_minute", [1_000_000, 600])
async def test_a_fuzzer_with_patience_finds_nothing_either(tmp_path: Path, scale: float, per_minute: int) -> None:
    async with api_world(tmp_path / "home", per_minute=per_minute) as world:
        code, report = await fuzz(world, max(50, int(400 * scale)), cwd=tmp_path)
    assert code == 0, report
