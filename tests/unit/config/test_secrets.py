"""A sealed secret opens for its purpose, its owner and its key; for nothing else."""

import copy
import pickle
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.config.errors import KeyMissing, KeyReplaced, SecretError, WrongPurpose
from closer_tui.config.key_file import FileKeySource
from closer_tui.config.secrets import Key, Secret, SecretBox, new_key

TOKEN = "cls_live_canary-8d1f"


class KeysInMemory:
    """A key source without a file."""

    def __init__(self, *keys: Key) -> None:
        self._keys = list(keys)

    def keys(self) -> tuple[Key, ...]:
        return tuple(self._keys)

    def create(self) -> Key:
        self._keys.append(new_key(1))
        return self._keys[-1]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secret.key"


@pytest.fixture
def box(file: Path) -> SecretBox:
    return SecretBox(FileKeySource(file))


def seal(box: SecretBox) -> bytes:
    return box.seal(Secret(TOKEN), purpose="token", owner="inbox_a")


def test_what_is_sealed_comes_back(box: SecretBox) -> None:
    assert box.open(seal(box), purpose="token", owner="inbox_a").reveal() == TOKEN


def test_the_sealed_bytes_do_not_hold_the_secret_and_differ_each_time(box: SecretBox) -> None:
    first, second = seal(box), seal(box)
    assert TOKEN.encode() not in first
    assert first != second


@pytest.mark.parametrize(("purpose", "owner"), [("token", "inbox_b"), ("password", "inbox_a"), ("tokeni", "nbox_a")])
def test_a_secret_moved_to_another_owner_or_purpose_is_refused(box: SecretBox, purpose: str, owner: str) -> None:
    with pytest.raises(WrongPurpose):
        box.open(seal(box), purpose=purpose, owner=owner)


_MEMORY = SecretBox(KeysInMemory(new_key(1)))
_SEALED = seal(_MEMORY)


@given(st.integers(0, len(_SEALED) - 1), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(position: int, change: int) -> None:
    changed = bytearray(_SEALED)
    changed[position] ^= change
    with pytest.raises(SecretError):
        _MEMORY.open(bytes(changed), purpose="token", owner="inbox_a")


@given(st.integers(0, len(_SEALED) - 1))
def test_a_cut_secret_is_refused(length: int) -> None:
    with pytest.raises(WrongPurpose):
        _MEMORY.open(_SEALED[:length], purpose="token", owner="inbox_a")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(max_size=20), st.text(max_size=20))
def test_any_text_survives(value: str, purpose: str, owner: str) -> None:
    purpose, owner = purpose.encode("utf-8", "ignore").decode(), owner.encode("utf-8", "ignore").decode()
    sealed = _MEMORY.seal(Secret(value), purpose=purpose, owner=owner)
    assert _MEMORY.open(sealed, purpose=purpose, owner=owner) == Secret(value)


def test_after_a_rotation_the_old_secret_still_opens_and_a_new_key_seals(file: Path, box: SecretBox) -> None:
    old = seal(box)
    FileKeySource(file).rotate()
    new = seal(box)
    assert box.open(old, purpose="token", owner="inbox_a") == box.open(new, purpose="token", owner="inbox_a")
    assert old[:13] != new[:13]
    held = FileKeySource(file).keys()
    assert [key.version for key in held] == [1, 2]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_the_key_file_the_loss_is_told(file: Path, box: SecretBox) -> None:
    sealed = seal(box)
    file.unlink()
    with pytest.raises(KeyMissing) as refused:
        box.open(sealed, purpose="token", owner="inbox_a")
    assert "backup" in refused.value.hint


def test_another_key_of_the_same_version_is_told_from_the_right_one(file: Path, box: SecretBox) -> None:
    sealed = seal(box)
    file.unlink()
    FileKeySource(file).create()
    with pytest.raises(KeyReplaced, match="inbox_a"):
        box.open(sealed, purpose="token", owner="inbox_a")


def test_opening_never_makes_a_key(file: Path, box: SecretBox) -> None:
    with pytest.raises(KeyMissing):
        box.open(_SEALED, purpose="token", owner="inbox_a")
    assert not file.exists()


def test_there_is_no_key_to_rotate_before_the_first(file: Path) -> None:
    with pytest.raises(KeyMissing):
        FileKeySource(file).rotate()


def test_the_key_file_is_private_and_leaves_nothing_beside_it(file: Path) -> None:
    FileKeySource(file).create()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.glob("secret*")] == ["secret.key"]


def test_of_many_that_make_the_first_key_all_get_the_same(file: Path) -> None:
    made: list[Key] = []
    start = threading.Barrier(8)

    def make() -> None:
        start.wait()
        made.append(FileKeySource(file).create())

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1


def test_a_key_file_others_can_read_is_refused(file: Path) -> None:
    FileKeySource(file).create()
    file.chmod(0o644)
    with pytest.raises(SecretError, match="Other users") as refused:
        FileKeySource(file).keys()
    assert refused.value.hint == f"Run: chmod 600 {file}"


def test_a_link_in_place_of_the_key_file_is_not_followed(file: Path) -> None:
    elsewhere = file.with_name("elsewhere")
    FileKeySource(elsewhere).create()
    file.symlink_to(elsewhere)
    with pytest.raises(SecretError, match="Cannot read"):
        FileKeySource(file).keys()


@pytest.mark.parametrize("text", ["", "# only a title\n", "1 short\n", "x AAAA\n", "1\n", "1 é\n", "99999999999 A\n"])
def test_a_damaged_key_file_is_told(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(SecretError) as refused:
        FileKeySource(file).keys()
    assert "ackup" in refused.value.hint


def test_a_directory_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="Cannot write the key file"):
        FileKeySource(tmp_path / "gone" / "secret.key").create()


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret(TOKEN)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>20}", "%s" % secret, repr(Key(1, secret))]  # noqa: UP031
    assert not any("canary" in text for text in shown)
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        copy.deepcopy(secret)


def test_secrets_are_equal_by_value_and_to_nothing_else() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
