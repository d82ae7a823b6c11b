"""The database key under a passphrase, for computers without a usable key store.

Argon2id makes a wrapping key from the passphrase, AES-256-GCM wraps the random database key. The file is JSON; its
header (everything but the ciphertext) is authenticated, so that nobody can weaken the work factors of a written file.

Source: RFC 9106 section 4 (second recommended option: 64 MiB, 3 passes, 4 lanes); NIST SP 800-38D (one nonce per key).
"""

import os
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from agent_app.errors import KeyRejected

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
MEMORY_KIB = 65_536
MAX_MEMORY_KIB = 1_048_576
MAX_ITERATIONS = 100


class Header(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the wrapping key was made; authenticated with the ciphertext.

    Attributes:
        salt: 16 random bytes.
        nonce: 12 random bytes.
    """

    version: Literal[1] = 1
    kdf: Literal["argon2id"] = "argon2id"
    memory_kib: int = MEMORY_KIB
    iterations: int = 3
    lanes: int = 4
    cipher: Literal["aes-256-gcm"] = "aes-256-gcm"
    salt: bytes
    nonce: bytes


class WrappedKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    header: Header
    ciphertext: bytes


def write_wrapped_key(path: Path, key: bytes, passphrase: str) -> None:
    """Wrap the key and write the file, readable by its owner only; on the disk when this returns.

    Raises:
        FileExistsError: There is a key file already; a key is never written over.
        OSError: The file cannot be written.
    """
    header = Header(salt=os.urandom(16), nonce=os.urandom(12))
    wrapped = WrappedKey(
        header=header, ciphertext=_cipher(header, passphrase).encrypt(header.nonce, key, _authenticated(header))
    )
    unfinished = path.with_name(f"{path.name}.{os.urandom(4).hex()}.new")
    try:
        descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(wrapped))
            file.flush()
            os.fsync(file.fileno())
        # A link fails where a rename would silently replace another key.
        path.hardlink_to(unfinished)
    finally:
        unfinished.unlink(missing_ok=True)


def read_wrapped_key(path: Path, passphrase: str) -> bytes:
    """Return the database key.

    Raises:
        KeyRejected: The passphrase is wrong (`key_rejected`) or the file is not a key file (`key_file_damaged`).
        OSError: The file cannot be read.
    """
    from cryptography.exceptions import InvalidTag

    try:
        wrapped = msgspec.json.decode(path.read_bytes(), type=WrappedKey)
        header = wrapped.header
        _check_work(header)
    except (msgspec.MsgspecError, ValueError) as error:
        raise KeyRejected(
            "The key file is damaged.", "Restore cache.key from a backup; it was not changed.", code="key_file_damaged"
        ) from error
    try:
        return _cipher(header, passphrase).decrypt(header.nonce, wrapped.ciphertext, _authenticated(header))
    except InvalidTag as error:
        raise KeyRejected("The passphrase does not fit.", "Try again; nothing was changed.") from error


def _check_work(header: Header) -> None:
    """Refuse work factors that only a forged file would name: they would freeze the computer before the tag is seen."""
    if not (
        8 * header.lanes <= header.memory_kib <= MAX_MEMORY_KIB
        and 1 <= header.iterations <= MAX_ITERATIONS
        and 1 <= header.lanes <= 16
        and len(header.salt) == 16
        and len(header.nonce) == 12
    ):
        raise ValueError("work factors out of range")


def _cipher(header: Header, passphrase: str) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    derivation = Argon2id(
        salt=header.salt,
        length=KEY_BYTES,
        iterations=header.iterations,
        lanes=header.lanes,
        memory_cost=header.memory_kib,
    )
    # The same characters typed on another system may come in another composition.
    return AESGCM(derivation.derive(unicodedata.normalize("NFKC", passphrase).encode()))


def _authenticated(header: Header) -> bytes:
    return msgspec.json.encode(header, order="deterministic")
