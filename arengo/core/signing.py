"""Signatures that anybody can verify without asking us: tickets are read with the network down.

ECDSA on P-256 with SHA-256. A signature is r and s, 32 bytes each, as the browser's WebCrypto reads
it; the key is made once and kept in ARENGO_HOME, readable by its owner only.
"""

import functools
import os
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from django.conf import settings

KEY_FILE = "ticket.pem"
SIGNATURE_BYTES = 64
HALF = SIGNATURE_BYTES // 2

# Deterministic (RFC 6979): the same ticket always gives the same picture.
SIGNING = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


class BadKey(Exception):
    """The key file is there and is not a P-256 private key."""


def sign(message: bytes) -> bytes:
    """The installation's signature of `message`, 64 bytes. Raises BadKey."""
    signature = _private_key(_key_path()).sign(message, SIGNING)
    r, s = decode_dss_signature(signature)
    return r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")


def verify(message: bytes, signature: bytes) -> bool:
    """True when `signature` is this installation's, of exactly `message`. Raises BadKey."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature[:HALF], signature[HALF:]))
    public_key = _private_key(_key_path()).public_key()
    try:
        public_key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def public_key_der() -> bytes:
    """The same as `public_key_pem`, as a browser's WebCrypto reads it ("spki"). Raises BadKey."""
    return (
        _private_key(_key_path())
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def public_key_pem() -> str:
    """The public half, for a device that verifies by itself. Raises BadKey."""
    key = _private_key(_key_path()).public_key()
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode("ascii")


def _key_path() -> Path:
    return Path(settings.HOME) / KEY_FILE


@functools.lru_cache(maxsize=4)
def _private_key(path: Path) -> ec.EllipticCurvePrivateKey:
    if not path.exists():
        _make_key(path)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise BadKey(f"{path} is not a private key") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadKey(f"{path} is not a P-256 key")
    return key


def _make_key(path: Path) -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    # Server and worker may both come here on the first day: a link, unlike a rename, lets the
    # first one win, and never shows a file half written. mkstemp makes it mode 600.
    handle, written = tempfile.mkstemp(dir=path.parent, prefix=".ticket-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        os.link(written, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(written)
