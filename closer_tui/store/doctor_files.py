"""What the doctor sees from outside: files, who may read them, the disk they lie on, the library that reads them."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from pathlib import Path
from typing import Final

from closer_tui import __version__
from closer_tui.config.paths import Paths
from closer_tui.store.findings import Finding, fail, ok, size, warn

WAL_ALARM: Final = 64_000_000
DISK_LOW: Final = 500_000_000
DISK_FULL: Final = 50_000_000
WAL_RESET_FIXED: Final = (3, 51, 3)
"""Below this, two connections that write or checkpoint at once can corrupt a WAL database."""

NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "davfs"}
)
CLOUD: Final = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "nextcloud", "syncthing")


def examine_files(paths: Paths, *, mounts: Path = Path("/proc/mounts")) -> list[Finding]:
    """Everything that can be seen without opening the database."""
    return [versions(), permissions(paths), place(paths, mounts), disk(paths), log_size(paths), stored(paths)]


def versions() -> Finding:
    """Program, Python and SQLite, and whether the library has the WAL-reset bug."""
    found = f"closer-tui {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info < WAL_RESET_FIXED:
        found += " (older than 3.51.3: writers take turns under an advisory lock, so its WAL-reset bug does no harm)"
    return ok("versions", found)


def permissions(paths: Paths) -> Finding:
    """Whether other users of the machine can read or change anything."""
    beside = [*paths.data_dir.glob(f"{paths.database.name}-*"), *paths.backups_dir.glob("*")]
    exposed = [*paths.exposed(), *(path for path in beside if path.is_file() and path.stat().st_mode & 0o077)]
    if not exposed:
        return ok("permissions", "files 0600, directories 0700")
    names = ", ".join(path.name for path in exposed)
    command = " ".join(str(path) for path in exposed)
    return fail("permissions", f"other users can read or change: {names}", f"Run: chmod go-rwx {command}")


def place(paths: Paths, mounts: Path) -> Finding:
    """Whether the database lies where its locks work and nobody copies it under our hands."""
    home = str(paths.data_dir.resolve())
    kind = _file_system(home, mounts)
    if kind in NETWORK:
        return fail(
            "place", f"the database lies on a network file system ({kind})", "Move the home to a local disk: --home."
        )
    cloud = next((word for word in CLOUD if word in home.lower()), None)
    if cloud:
        return warn(
            "place",
            f"the database lies in a folder that is synchronised ({cloud})",
            "A synchronised copy of an open database is damaged; move the home, and synchronise backups instead.",
        )
    return ok("place", f"local disk ({kind})" if kind else "local disk")


def _file_system(home: str, mounts: Path) -> str:
    """The type of the file system that holds a path; empty where the system does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        inside = home == point or home.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind


def disk(paths: Paths) -> Finding:
    """Room for the database to grow, and for a backup before a migration."""
    folder = paths.data_dir if paths.data_dir.exists() else Path.home()
    free = shutil.disk_usage(folder).free
    if free < DISK_FULL:
        return fail("disk", f"{size(free)} free", "Make room; nothing can be approved or stored on a full disk.")
    if free < DISK_LOW:
        return warn("disk", f"{size(free)} free", "Make room soon.")
    return ok("disk", f"{size(free)} free")


def log_size(paths: Paths) -> Finding:
    """A write-ahead log grows without bound while some reader never lets go."""
    log = paths.database.with_name(f"{paths.database.name}-wal")
    bytes_used = log.stat().st_size if log.exists() else 0
    if bytes_used > WAL_ALARM:
        return warn(
            "write-ahead log",
            f"{size(bytes_used)} long",
            "Some process keeps reading an old state: restart the screens and engines of this home.",
        )
    return ok("write-ahead log", size(bytes_used))


def stored(paths: Paths) -> Finding:
    """What the home takes on the disk."""
    data = sum(path.stat().st_size for path in paths.data_dir.glob(f"{paths.database.name}*"))
    kept = [path for path in paths.backups_dir.glob("*") if path.is_file()] if paths.backups_dir.is_dir() else []
    used = sum(path.stat().st_size for path in kept)
    return ok("size", f"database {size(data)}, {len(kept)} kept files {size(used)}")
