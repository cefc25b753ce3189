"""Ids: a prefix and a ULID that sorts by time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.ids import IdMaker, is_id, new_id

AT = 1_779_434_043_000


def zeros(size: int) -> bytes:
    return bytes(size)


def ones(size: int) -> bytes:
    return b"\xff" * size


def test_an_id_is_its_prefix_and_26_letters() -> None:
    made = new_id("msg", AT)
    assert made.startswith("msg_")
    assert len(made) == 30
    assert is_id("msg", made)


def test_the_time_is_in_front_and_the_entropy_behind() -> None:
    assert IdMaker(zeros).ulid(0) == "0" * 26
    assert IdMaker(zeros).ulid(1) == "0000000001" + "0" * 16
    assert IdMaker(ones).ulid(0) == "0" * 10 + "F" + "Z" * 15
    assert new_id("x", 3, zeros).endswith("0000000003" + "0" * 16)


def test_ids_of_one_millisecond_rise() -> None:
    maker = IdMaker(ones)
    made = [maker.ulid(AT) for _ in range(1_000)]
    assert made == sorted(set(made))
    assert {ulid[:10] for ulid in made} == {made[0][:10]}


@given(st.lists(st.integers(0, 2**48 - 1), unique=True))
def test_ids_sort_by_time(times: list[int]) -> None:
    maker = IdMaker()
    made = {at: maker.ulid(at) for at in times}
    assert sorted(times) == sorted(times, key=lambda at: made[at])


def test_threads_never_get_the_same_id() -> None:
    maker = IdMaker(zeros)
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: maker.ulid(AT), range(2_000)))
    assert len(set(made)) == 2_000


@pytest.mark.parametrize("at", [-1, 2**48])
def test_a_time_that_does_not_fit_is_refused(at: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        new_id("msg", at)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "msg_",
        "msg",
        "out_01JVV0A0AW0000000000000000",
        "msg_01jvv0a0aw0000000000000000",
        "msg_81JVV0A0AW0000000000000000",
        "msg_01JVV0A0AW000000000000000I",
        "msg_01JVV0A0AW000000000000000",
        "msg_01JVV0A0AW0000000000000000\n",
        "amsg_01JVV0A0AW0000000000000000",
    ],
)
def test_what_is_no_id_of_the_kind_is_told_apart(text: str) -> None:
    assert not is_id("msg", text)
