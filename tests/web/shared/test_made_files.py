"""Files that are made for whoever asks: once for all who ask at one moment, and for a short time."""

import threading
from typing import IO

import pytest

from arengo.web.shared.made_files import PIECE, MadeFile, MadeFiles


class Maker:
    """Writes its words, and counts how often."""

    def __init__(self, words: bytes = b"words") -> None:
        self.words, self.times = words, 0

    def __call__(self, file: IO[bytes]) -> None:
        self.times += 1
        file.write(self.words)


def always() -> bool:
    return True


def never() -> bool:
    return False


def words(file: MadeFile | None) -> bytes:
    assert file is not None
    return b"".join(file.pieces())


def test_a_crowd_that_asks_for_the_same_has_it_made_once() -> None:
    made, maker, found = MadeFiles(seconds=60, most=3), Maker(), []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        found.append(words(made.get("a", maker, may_make=always)))

    threads = [threading.Thread(target=ask) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [b"words"] * 8
    assert maker.times == 1


def test_after_its_time_it_is_made_anew() -> None:
    made, maker = MadeFiles(seconds=0, most=3), Maker()
    for _time in range(2):
        file = made.get("a", maker, may_make=always)
        assert file is not None
        assert made.seconds_left(file) == 0
    assert maker.times == 2


def test_who_may_have_none_made_has_what_is_there() -> None:
    made, maker = MadeFiles(seconds=60, most=3), Maker()
    assert made.get("a", maker, may_make=never) is None
    made.get("a", maker, may_make=always)
    assert words(made.get("a", maker, may_make=never)) == b"words"
    assert maker.times == 1


def test_only_the_last_ones_are_kept_and_who_reads_an_older_one_reads_on() -> None:
    made, maker = MadeFiles(seconds=60, most=2), Maker(b"x" * PIECE + b"end")
    first = made.get("a", maker, may_make=always)
    assert first is not None
    pieces = first.pieces()
    del first
    assert next(pieces) == b"x" * PIECE
    for key in "bc":
        made.get(key, maker, may_make=always)
    assert made.get("a", maker, may_make=never) is None
    assert b"".join(pieces) == b"end"


def test_what_could_not_be_made_is_tried_again() -> None:
    made, maker = MadeFiles(seconds=60, most=2), Maker()

    def fails(_file: IO[bytes]) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        made.get("a", fails, may_make=always)
    assert words(made.get("a", maker, may_make=always)) == b"words"
