"""Signatures: what we signed is recognised, by us and by whoever has only the public half."""

import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from arengo.core import signing

MESSAGE = b"a seat in the hall"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path / "home"
    return settings.HOME


def test_what_was_signed_is_recognised_and_nothing_else() -> None:
    signature = signing.sign(MESSAGE)

    assert len(signature) == 64
    assert signing.verify(MESSAGE, signature)
    assert not signing.verify(MESSAGE + b".", signature)


def test_every_changed_byte_of_a_signature_is_refused() -> None:
    signature = signing.sign(MESSAGE)

    for place in range(len(signature)):
        forged = bytearray(signature)
        forged[place] ^= 1
        assert not signing.verify(MESSAGE, bytes(forged))


@pytest.mark.parametrize("nonsense", [b"", b"\x00" * 64, b"\xff" * 64, b"\x01" * 63])
def test_nonsense_is_refused_quietly(nonsense: bytes) -> None:
    assert not signing.verify(MESSAGE, nonsense)


def test_the_same_message_always_has_the_same_signature() -> None:
    assert signing.sign(MESSAGE) == signing.sign(MESSAGE)


def test_the_key_is_made_once_and_only_its_owner_reads_it(home: Path) -> None:
    signature = signing.sign(MESSAGE)
    path = home / "ticket.pem"
    written = path.read_bytes()
    signing._private_key.cache_clear()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert signing.verify(MESSAGE, signature)
    assert path.read_bytes() == written
    assert list(home.iterdir()) == [path]


def test_two_who_begin_at_once_agree_on_one_key(home: Path) -> None:
    begin = threading.Barrier(8)
    keys = []

    def first_use() -> None:
        begin.wait()
        signing._make_key(home / "ticket.pem")
        keys.append((home / "ticket.pem").read_bytes())

    threads = [threading.Thread(target=first_use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [path.name for path in home.iterdir()] == ["ticket.pem"]


def test_another_installation_does_not_recognise_it(settings: Any, tmp_path: Path) -> None:
    signature = signing.sign(MESSAGE)
    settings.HOME = tmp_path / "elsewhere"

    assert not signing.verify(MESSAGE, signature)


def test_the_public_half_alone_verifies() -> None:
    signature = signing.sign(MESSAGE)
    public = serialization.load_pem_public_key(signing.public_key_pem().encode())

    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    public.verify(encode_dss_signature(r, s), MESSAGE, ec.ECDSA(hashes.SHA256()))


def test_a_file_that_is_not_a_key_is_told(home: Path) -> None:
    home.mkdir()
    (home / "ticket.pem").write_text("not a key")

    with pytest.raises(signing.BadKey, match=r"ticket\.pem"):
        signing.sign(MESSAGE)


def test_a_key_of_another_kind_is_told(home: Path) -> None:
    home.mkdir()
    other = ec.generate_private_key(ec.SECP384R1())
    pem = other.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (home / "ticket.pem").write_bytes(pem)

    with pytest.raises(signing.BadKey, match="P-256"):
        signing.verify(MESSAGE, b"\x01" * 64)
