"""Seals what the server must give back in the clear: the SIP passwords, AES-256-GCM under the server key.

Source: S5; NIST SP 800-38D (random 96-bit nonces: far below 2**32 of them under one key).
"""

import base64
import binascii
import contextlib
import os
import tempfile
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from agent_server.errors import BadSetting
from agent_server.settings import Settings

NONCE_BYTES = 12
KEY_BYTES = 32


class Seal:
    """Seals and opens texts, each bound to the id of its owner."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, text: str, owner: UUID) -> bytes:
        """Return nonce and ciphertext."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), owner.bytes)

    def open(self, sealed: bytes, owner: UUID) -> str:
        """Return the text.

        Raises:
            BadSetting: It was sealed under another key.
        """
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], owner.bytes).decode()
        except InvalidTag as error:
            raise BadSetting("The server key has changed.", "Set the SIP passwords again.") from error


def open_seal(settings: Settings) -> Seal:
    """Return the seal of PREDIAL_SECRET_KEY, or of the key file in the data directory, which is made once (mode 600).

    Raises:
        BadSetting: The key is not 32 bytes in base64, or the file cannot be read.
    """
    text = settings.secret_key or _key_file(settings.data_dir / "secret.key")
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSetting("The server key is not base64.", "PREDIAL_SECRET_KEY or secret.key.") from error
    if len(key) != KEY_BYTES:
        raise BadSetting("The server key must be 32 bytes in base64.", "PREDIAL_SECRET_KEY or secret.key.")
    return Seal(key)


def _make_key_file(path: Path) -> None:
    """Write the whole file under another name first: who reads it never reads half a key."""
    number, name = tempfile.mkstemp(dir=path.parent)  # mode 600
    with os.fdopen(number, "wb") as file:
        file.write(base64.b64encode(os.urandom(KEY_BYTES)))
    try:
        with contextlib.suppress(FileExistsError):  # another start was quicker: its key is the one
            os.link(name, path)
    finally:
        Path(name).unlink()


def _key_file(path: Path) -> str:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make_key_file(path)
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting("The server key file cannot be used.", f"{path}: {error}") from error
