"""`python -m tests.benchmarks [--size small|medium|full] [--only PART …] [--home DIR]`"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.corpus import SIZES, generate
from tests.benchmarks.table import Line, show

PARTS = (
    "store_queries",
    "knowledge",
    "ingest",
    "far_server",
    "startup",
    "first_page",
    "screen",
    "busy",
    "streaming",
    "deciding",
    "server",
)
"""One module each, with `run(paths, size)`."""


def main() -> int:
    """Generate a store, measure every part on it, print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure every budget.")
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS)
    parser.add_argument("--home", type=Path, help="keep the generated store here and use it again")
    args = parser.parse_args()
    size = SIZES[args.size]
    with tempfile.TemporaryDirectory(prefix="closer-bench-") as scratch:
        home = args.home or Path(scratch) / "home"
        if not (home / "closer.db").exists():
            print(f"generating {size.messages:,} messages in {size.conversations:,} conversations", file=sys.stderr)
            paths = generate(home, size)
        else:
            from closer_tui.config.paths import resolve_paths

            paths = resolve_paths(home)
        lines: list[Line] = []
        for name in args.only:
            print(f"measuring {name}", file=sys.stderr)
            lines += importlib.import_module(f"tests.benchmarks.{name}").run(paths, size)
    print(show(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
