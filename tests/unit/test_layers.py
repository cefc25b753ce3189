"""Each floor imports only floors below it, and the light ones stay light: proved in fresh processes."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BELOW_THE_SCREEN = (
    "api",
    "engine",
    "services",
    "drafting",
    "documents",
    "webhooks",
    "channels",
    "store",
    "domain",
    "config",
)
HEAVY = ("sqlalchemy", "aiosqlite", "httpx", "pydantic", "anthropic", "markdown_it", "fastapi", "cryptography")
"""What the first frame does without."""

LIST_LOADED = """
import importlib, json, pkgutil, sys
for name in sys.argv[1:]:
    module = importlib.import_module(name.removesuffix(".*"))
    if name.endswith(".*"):
        for found in pkgutil.walk_packages(module.__path__, module.__name__ + "."):
            importlib.import_module(found.name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def loaded_by(*names: str) -> set[str]:
    """The top-level packages a fresh Python holds after importing these (`package.*`: all of it)."""
    done = subprocess.run(
        [sys.executable, "-c", LIST_LOADED, *names], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def needs(module: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not exists(module), reason=f"{module} is not written yet")


def test_every_contract_between_the_floors_is_kept() -> None:
    check = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("floor", BELOW_THE_SCREEN)
def test_a_floor_below_the_screen_never_loads_textual(floor: str) -> None:
    assert "textual" not in loaded_by(f"closer_tui.{floor}.*")


@needs("closer_tui.runtime")
def test_importing_the_composition_root_loads_neither_textual_nor_the_model() -> None:
    assert not {"textual", "anthropic"} & loaded_by("closer_tui.runtime")


def test_nothing_loads_the_model_before_it_is_asked() -> None:
    floors = [f"closer_tui.{floor}.*" for floor in ("engine", "services", "drafting", "store")]
    assert "anthropic" not in loaded_by(*floors)


def test_the_domain_is_the_standard_library_alone() -> None:
    allowed = sys.stdlib_module_names | loaded_by("sys") | {"closer_tui", "wcwidth"}
    assert loaded_by("closer_tui.domain.*") - allowed == set()


@pytest.mark.parametrize("module", ["closer_tui.config.paths", "closer_tui.config.light"])
def test_what_the_first_frame_reads_of_the_configuration_is_light(module: str) -> None:
    assert not {*HEAVY, "textual", "platformdirs"} & loaded_by(module)


@needs("closer_tui.store.views")
def test_the_readers_of_the_screen_need_sqlite3_alone() -> None:
    assert not {*HEAVY, "textual"} & loaded_by("closer_tui.store.views.*")


@needs("closer_tui.tui.app")
def test_the_screen_starts_with_textual_and_sqlite3_alone() -> None:
    assert not set(HEAVY) & loaded_by("closer_tui.tui.app")


@needs("closer_tui.tui.app")
def test_no_part_of_the_screen_loads_the_network_or_the_model() -> None:
    assert not {"httpx", "anthropic", "fastapi", "uvicorn"} & loaded_by("closer_tui.tui.*")


@needs("closer_tui.cli.main")
def test_the_command_line_loads_nothing_heavy_before_it_knows_the_command() -> None:
    assert not {*HEAVY, "textual"} & loaded_by("closer_tui.cli.main")
