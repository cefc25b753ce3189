"""Where things lie on this machine.

Without a home the platform's own directories are used; with one (`--home` or `CLOSER_TUI_HOME`)
configuration, data and state all lie flat in that one directory. Only the standard library and
`platformdirs` are needed, because the first frame waits for this.
"""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from closer_tui.config.errors import ConfigError

APP_NAME = "closer-tui"
"""The directory name below the platform's own config, data and state directories."""

HOME_VARIABLE = "CLOSER_TUI_HOME"
"""The environment variable that does the same as `--home`."""

SOCKET_PATH_BYTES = 100
"""The longest socket path used as it is; the kernel takes 107 bytes on Linux and 103 on macOS."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Every place the program reads or writes, worked out once; nothing is created until `ensure`."""

    config_dir: Path
    data_dir: Path
    state_dir: Path

    @property
    def config_file(self) -> Path:
        """The settings, as TOML; need not exist."""
        return self.config_dir / "config.toml"

    @property
    def themes_dir(self) -> Path:
        """The owner's own themes."""
        return self.config_dir / "themes"

    @property
    def database(self) -> Path:
        """The store."""
        return self.data_dir / "closer.db"

    @property
    def write_lock(self) -> Path:
        """The file every write transaction and checkpoint locks for its few milliseconds."""
        return self.data_dir / "write.lock"

    @property
    def write_queue(self) -> Path:
        """The file that those lock who wait for the write lock and are not of the background."""
        return queue_beside(self.write_lock)

    @property
    def backups_dir(self) -> Path:
        """Copies made before a migration, and damaged databases put aside."""
        return self.data_dir / "backups"

    @property
    def key_file(self) -> Path:
        """The key that seals stored secrets."""
        return self.data_dir / "secret.key"

    @property
    def unsent_dir(self) -> Path:
        """What was written in a composer and not sent."""
        return self.state_dir / "unsent"

    @property
    def past_searches(self) -> Path:
        """What was searched for on the screen."""
        return self.state_dir / "searches.json"

    @property
    def quiet(self) -> Path:
        """Until when nothing is told on the desktop."""
        return self.state_dir / "quiet.json"

    @property
    def layout(self) -> Path:
        """How the panes of the inbox were arranged."""
        return self.state_dir / "layout.json"

    @property
    def log(self) -> Path:
        """The log of every process of this home."""
        return self.state_dir / "closer.log"

    @property
    def socket(self) -> Path:
        """The wake-up socket: beside the log, or in a private temporary directory if that is too long."""
        beside_the_log = self.state_dir / "wake.sock"
        if len(os.fsencode(beside_the_log)) <= SOCKET_PATH_BYTES:
            return beside_the_log
        import hashlib
        import tempfile

        name = hashlib.sha256(os.fsencode(beside_the_log)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"{APP_NAME}-{os.getuid()}" / f"{name}.sock"

    def ensure(self) -> None:
        """Make the directories that are missing, for this user alone (0700).

        Raises `ConfigError` when one cannot be made, or when the socket's directory belongs to someone else.
        """
        for directory in (self.config_dir, self.data_dir, self.state_dir, self.backups_dir, self.themes_dir):
            _make(directory)
        if self.socket.parent != self.state_dir:
            _make(self.socket.parent)
            _check_private(self.socket.parent)

    def exposed(self) -> tuple[Path, ...]:
        """What other users of this machine could read or change: modes wider than 0600 and 0700.

        The settings hold no secret, so others may read them; nobody else may write them.
        """
        files = (self.database, self.key_file, self.log, self.write_lock, self.write_queue, self.past_searches)
        directories = sorted({self.data_dir, self.state_dir, self.backups_dir, self.unsent_dir})
        wide = [path for path in (*directories, *files) if path.exists() and path.stat().st_mode & 0o077]
        if self.config_file.exists() and self.config_file.stat().st_mode & 0o022:
            wide.append(self.config_file)
        return tuple(wide)


def queue_beside(lock: Path) -> Path:
    """The file on which those say so who wait for a lock."""
    return lock.with_suffix(".queue")


def resolve_paths(home: str | Path | None = None, environ: Mapping[str, str] | None = None) -> Paths:
    """The places for `home`, else for `CLOSER_TUI_HOME`, else the platform's own."""
    chosen = home or (os.environ if environ is None else environ).get(HOME_VARIABLE)
    if chosen:
        root = Path(chosen).expanduser().absolute()
        return Paths(config_dir=root, data_dir=root, state_dir=root)
    from platformdirs import PlatformDirs

    dirs = PlatformDirs(APP_NAME, appauthor=False)
    return Paths(
        config_dir=dirs.user_config_path,
        data_dir=dirs.user_data_path,
        state_dir=dirs.user_state_path,
    )


def bundled_themes_dir() -> Path:
    """The themes that come with the program: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "themes"
    return installed if installed.is_dir() else package.parent / "themes"


def _make(directory: Path) -> None:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"Cannot make the directory {directory}: {error.strerror}.",
            hint="Free the path, or choose another home with --home.",
        ) from error


def _check_private(directory: Path) -> None:
    """A directory in a shared place could have been put there by someone else, waiting for our socket."""
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise ConfigError(
            f"{directory} is not a private directory of yours.",
            hint="Remove it, or choose a home with a shorter path.",
        )
