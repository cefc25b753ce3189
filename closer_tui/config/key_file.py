"""The key in a file only its owner can read: the fallback where there is no keyring.

One line a key: `version base64`. The file appears whole or not at all, and only once, whoever is first.
"""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from closer_tui.config.errors import KeyMissing, SecretError
from closer_tui.config.secrets import Key, key_from_text, new_key

_TITLE = "# closer-tui key file: keep it with your backups, and away from everyone else."


class FileKeySource:
    """Keys in one 0600 file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def keys(self) -> tuple[Key, ...]:
        """The keys by rising version; none when there is no file.

        Raises `SecretError` when the file is not a plain private file of ours, or is damaged.
        """
        try:
            handle = os.open(self._file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise SecretError(
                f"Cannot read the key file {self._file}: {error.strerror}.", "Check what lies at that path."
            ) from error
        with os.fdopen(handle, encoding="ascii", errors="replace") as stream:
            self._check(os.fstat(stream.fileno()))
            return self._parse(stream.read())

    def create(self) -> Key:
        """Make the first key, or return the newest if another process was faster."""
        temporary = self._write([new_key(1)])
        try:
            # A hard link fails when the name is taken: the first process wins, and no half file is ever seen.
            os.link(temporary, self._file)
        except FileExistsError:
            pass
        except OSError as error:
            raise self._cannot_write(error) from error
        finally:
            temporary.unlink(missing_ok=True)
        self._sync_directory()
        return self.keys()[-1]

    def rotate(self) -> Key:
        """Add a key that seals from now on; the older ones go on opening what they sealed.

        Raises `KeyMissing` when there is no key to follow.
        """
        keys = self.keys()
        if not keys:
            raise KeyMissing("There is no key to rotate.", "Connect an inbox first.")
        added = new_key(keys[-1].version + 1)
        temporary = self._write([*keys, added])
        temporary.replace(self._file)
        self._sync_directory()
        return added

    def _write(self, keys: Sequence[Key]) -> Path:
        lines = [_TITLE, *(f"{key.version} {key.material.reveal()}" for key in keys)]
        temporary = self._file.with_name(f"{self._file.name}.{os.getpid()}.{os.urandom(4).hex()}")
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                stream.write("\n".join(lines) + "\n")
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise self._cannot_write(error) from error
        return temporary

    def _sync_directory(self) -> None:
        handle = os.open(self._file.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _check(self, found: os.stat_result) -> None:
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid():
            raise SecretError(f"{self._file} is not a plain file of yours.", "Move it away and try again.")
        if stat.S_IMODE(found.st_mode) & 0o077:
            raise SecretError(
                f"Other users of this machine can read the key file {self._file}.",
                f"Run: chmod 600 {self._file}",
            )

    def _parse(self, text: str) -> tuple[Key, ...]:
        keys = []
        for line in text.splitlines():
            if not line or line.startswith("#"):
                continue
            version, _, material = line.partition(" ")
            if not version.isdecimal() or int(version) >= 2**32:
                raise SecretError(f"The key file {self._file} is damaged.", "Put it back from your backup.")
            keys.append(key_from_text(int(version), material))
        if not keys:
            raise SecretError(f"The key file {self._file} is empty.", "Put it back from your backup.")
        return tuple(sorted(keys, key=lambda key: key.version))

    def _cannot_write(self, error: OSError) -> SecretError:
        return SecretError(
            f"Cannot write the key file {self._file}: {error.strerror}.",
            "Check the disk and who may write there.",
        )
