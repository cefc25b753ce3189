"""What is shipped: the wheel, the locks, and the two commands of the README."""

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import closer_tui
from closer_tui.config.paths import bundled_themes_dir

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock")
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^ ;]+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    return {found["name"]: found["version"] for found in PIN.finditer((ROOT / lock).read_text())}


def commands() -> list[str]:
    blocks: list[str] = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if "venv .venv" in line]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = f"from hatchling.build import build_wheel; build_wheel({str(folder)!r})"
    done = subprocess.run([sys.executable, "-c", build], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(next(folder.glob("closer_tui-*.whl")))


def test_the_wheel_holds_the_package_its_types_and_every_theme(wheel: zipfile.ZipFile) -> None:
    shipped = set(wheel.namelist())
    sources = {str(path.relative_to(ROOT)) for path in (ROOT / "closer_tui").rglob("*.py")}
    themes = {f"closer_tui/themes/{path.name}" for path in (ROOT / "themes").glob("*.toml")}
    assert sources | themes | {"closer_tui/py.typed"} <= shipped


def test_the_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert tops == {"closer_tui", f"closer_tui-{closer_tui.__version__}.dist-info"}


def test_the_wheel_installs_the_command(wheel: zipfile.ZipFile) -> None:
    entry = wheel.read(f"closer_tui-{closer_tui.__version__}.dist-info/entry_points.txt").decode()
    assert "closer-tui = closer_tui.cli.main:run" in entry


def test_an_unpacked_wheel_finds_its_themes(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    if not bundled_themes_dir().is_dir():
        pytest.skip("no themes are written yet")
    wheel.extractall(tmp_path)
    ask = "from closer_tui.config.paths import bundled_themes_dir as d; print(*(t.name for t in d().iterdir()))"
    done = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(done.stdout.split()) == {path.name for path in (ROOT / "themes").glob("*.toml")}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_line_by_hash_and_names_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text()
    requirements = [line for line in text.splitlines() if line and line[0] not in " #"]
    assert all(PIN.match(line) and line.endswith("\\") for line in requirements)
    assert re.search(r"://|--(extra-)?index|--find-links|--trusted|@ file| /[a-z]+/", text) is None


def test_both_locks_agree() -> None:
    run, test = (pins(lock) for lock in LOCKS)
    assert {name: test.get(name) for name in run} == run


def test_the_lock_holds_what_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run, test = (pins(lock) for lock in LOCKS)
    name_of = re.compile(r"^[A-Za-z0-9._-]+")

    def names(requirements: list[str]) -> set[str]:
        return {found[0].lower() for text in requirements if (found := name_of.match(text))}

    assert names(project["project"]["dependencies"]) <= set(run)
    assert names(project["dependency-groups"]["build"]) <= set(run)
    assert names(project["project"]["optional-dependencies"]["test"]) <= set(test)
    assert "pytest" not in run


IMPORTED_AS = {"beautifulsoup4": "bs4", "markdown_it_py": "markdown_it"}
"""Libraries that are imported by another name than they are installed by."""


def test_every_library_the_code_imports_is_named_by_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = {re.split(r"[\[<>=]", text)[0].replace("-", "_") for text in project["project"]["dependencies"]}
    named = {IMPORTED_AS.get(name, name) for name in named}
    imported = {
        module.partition(".")[0]
        for file in (ROOT / "closer_tui").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for module in imports(node)
    }
    assert imported - sys.stdlib_module_names - {"closer_tui"} <= named


def imports(node: ast.AST) -> list[str]:
    """The modules a statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def test_the_tests_run_with_the_versions_of_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    direct = [re.split(r"[\[<>=]", text)[0] for text in project["project"]["dependencies"]]
    assert {name: importlib.metadata.version(name) for name in direct} == {
        name: pins(LOCKS[1])[name] for name in direct
    }


def test_the_readme_has_exactly_two_setup_commands() -> None:
    demo, tests = commands()
    assert demo.endswith("closer-tui demo")
    assert "-r requirements.lock" in demo
    assert "-m pytest" in tests
    assert "-r requirements-test.lock" in tests
    assert all("--require-hashes" in command and "--no-deps" in command for command in (demo, tests))


def test_no_tracked_file_names_an_index_or_a_path_of_one_machine() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    # Spelled in pieces, so that this file does not find itself.
    words = ["python" + "hosted", "py" + "pi[.]org", "npm" + "js[.]", "/wo" + "rk/", "/ro" + "ot/"]
    done = subprocess.run(
        ["git", "grep", "-lIE", "|".join(words)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == ""
    assert done.returncode == 1, done.stderr


def test_the_versions_in_the_changelog_and_the_package_agree() -> None:
    newest = re.search(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None
    assert newest[1] == closer_tui.__version__
