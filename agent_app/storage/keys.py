"""Where the cache's key lives: in the operating system's key store, else under a passphrase (key_wrap.py).

A file ``cache.key`` decides: where it exists, the passphrase is asked. A key is never deleted and never written over,
and where a cache exists without its key nothing is made anew: the agent reads what is wrong. Key stores that keep
their secrets in the clear are not used at all.

Thread: any but the main one: a key store may ask the user, and a locked one without a prompt never answers.
Source: promise 11.
"""

import hashlib
import os
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from agent_app.errors import KeyRejected, KeyUnavailable
from agent_app.storage.cache import CACHE_FILE
from agent_app.storage.key_wrap import KEY_BYTES, read_wrapped_key, write_wrapped_key

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

KEY_FILE = "cache.key"
SERVICE = "predial"
KEY_STORE_LIMIT_S = 20.0
"""Long enough to type a password into the system's own prompt; a locked store without a prompt never answers."""

KeyPlace: TypeAlias = Literal["key_store", "passphrase_new", "passphrase_known"]
AskPassphrase: TypeAlias = Callable[[str], str | None]
"""Called with ``new`` or ``known``; returns None when the user gave none."""

SAFE_BACKENDS = {
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
}
"""Stores that encrypt. Named one by one: a backend that nobody looked at may write plain text."""

T = TypeVar("T")


def key_place(profile_dir: Path) -> KeyPlace:
    """Tell what `load_or_create_key` will need, without touching a key."""
    if (profile_dir / KEY_FILE).exists():
        return "passphrase_known"
    if (profile_dir / CACHE_FILE).exists() or _find_backend() is not None:
        return "key_store"
    return "passphrase_new"


def load_or_create_key(
    profile_dir: Path, ask_passphrase: AskPassphrase, *, limit_s: float = KEY_STORE_LIMIT_S
) -> bytes:
    """Return this profile's 32-byte database key; make one only if there is no cache yet.

    Args:
        profile_dir: Must exist. Its resolved path names the key in the key store.
        ask_passphrase: Called on this thread, at most once.
        limit_s: How long the key store may take to answer.

    Raises:
        KeyUnavailable: With the code `key_missing`, `key_store_missing`, `key_store_locked`, `key_store_plaintext`,
            `key_store_failed`, `key_file_unwritable`, `key_file_unreadable` or `passphrase_needed`. Nothing was
            made or changed.
        KeyRejected: The passphrase is wrong, or the key store's or the file's content is no key.
    """
    key_file = profile_dir / KEY_FILE
    if key_file.exists():
        return _known_wrapped_key(key_file, _asked(ask_passphrase, "known"))
    if (profile_dir / CACHE_FILE).exists():
        return _stored_key(profile_dir, limit_s)
    backend = _find_backend()
    if backend is not None:
        try:
            return _stored_or_new_key(backend, profile_dir, limit_s)
        except KeyUnavailable:
            passphrase = ask_passphrase("new")
            if not passphrase:
                raise
            return _new_wrapped_key(key_file, passphrase)
    return _new_wrapped_key(key_file, _asked(ask_passphrase, "new"))


def _asked(ask_passphrase: AskPassphrase, which: str) -> str:
    passphrase = ask_passphrase(which)
    if not passphrase:
        raise KeyUnavailable("A passphrase is needed.", "Enter it to open your records.", code="passphrase_needed")
    return passphrase


def _known_wrapped_key(key_file: Path, passphrase: str) -> bytes:
    try:
        return read_wrapped_key(key_file, passphrase)
    except OSError as error:
        raise KeyUnavailable(
            "The key file cannot be read.", "Check the permissions of cache.key.", code="key_file_unreadable"
        ) from error


def _new_wrapped_key(key_file: Path, passphrase: str) -> bytes:
    key = os.urandom(KEY_BYTES)
    try:
        write_wrapped_key(key_file, key, passphrase)
    except OSError as error:
        raise KeyUnavailable(
            "The key file cannot be written.", "Check the disk.", code="key_file_unwritable"
        ) from error
    return key


def _stored_key(profile_dir: Path, limit_s: float) -> bytes:
    """Return the key of an existing cache; what is missing is never replaced."""
    backend = _find_backend()
    if backend is None:
        raise _no_store()
    key = _read(backend, profile_dir, limit_s)
    if key is None:
        raise KeyUnavailable(
            "The key to your records is missing.",
            "It was in this system's key store under 'predial'. Restore it, or ask for help: nothing was changed.",
            code="key_missing",
        )
    return key


def _stored_or_new_key(backend: "KeyringBackend", profile_dir: Path, limit_s: float) -> bytes:
    key = _read(backend, profile_dir, limit_s)
    if key is not None:
        return key
    key = os.urandom(KEY_BYTES)
    name = _key_name(profile_dir)
    _within(limit_s, lambda: backend.set_password(SERVICE, name, key.hex()))
    if _read(backend, profile_dir, limit_s) != key:
        raise KeyUnavailable(
            "The key store did not keep the key.", "Repair it or use a passphrase.", code="key_store_failed"
        )
    return key


def _read(backend: "KeyringBackend", profile_dir: Path, limit_s: float) -> bytes | None:
    name = _key_name(profile_dir)
    text = _within(limit_s, lambda: backend.get_password(SERVICE, name))
    if text is None:
        return None
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyRejected("What the key store holds is no key.", "Somebody changed it; restore it or ask for help.")
    return key


def _key_name(profile_dir: Path) -> str:
    return hashlib.sha256(str(profile_dir.resolve()).encode()).hexdigest()[:32]


def _no_store() -> KeyUnavailable:
    import keyring

    found = keyring.get_keyring()
    if type(found).__module__ in {"keyring.backends.fail", "keyring.backends.null"}:
        return KeyUnavailable(
            "The key to your records is missing.",
            "Start this system's key store (on Linux: GNOME Keyring or KWallet), "
            "or put cache.key back into the profile folder if you used a passphrase. Nothing was changed.",
            code="key_store_missing",
        )
    return KeyUnavailable(
        "This system's key store is not safe.",
        f"{found.name} may keep secrets in the clear. Your records need the system's own key store.",
        code="key_store_plaintext",
    )


def _find_backend() -> "KeyringBackend | None":
    """Return the key store to use; None if there is none that encrypts."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    found = keyring.get_keyring()
    # A chain would fall through to an unsafe member; so its first safe one is taken out.
    candidates = list(found.backends) if isinstance(found, ChainerBackend) else [found]
    for backend in candidates:
        if f"{type(backend).__module__}.{type(backend).__qualname__}" in SAFE_BACKENDS:
            return backend
    return None


def _within(limit_s: float, ask: Callable[[], T]) -> T:
    """Run `ask` on a thread of its own; a key store that never answers leaves it behind, and the app can still end."""
    answers: queue.SimpleQueue[tuple[T | None, Exception | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put((ask(), None))
        except Exception as error:  # carried over and translated below
            answers.put((None, error))

    threading.Thread(target=run, name="key-store", daemon=True).start()
    try:
        answer, error = answers.get(timeout=limit_s)
    except queue.Empty:
        raise _locked() from None
    if error is not None:
        raise _translated(error) from error
    return answer  # type: ignore[return-value]  # None only where T allows it


def _translated(error: Exception) -> KeyUnavailable:
    import keyring.errors

    if isinstance(error, keyring.errors.KeyringLocked):
        return _locked()
    return KeyUnavailable(
        "This system's key store does not work.",
        "Check it and try again; nothing was changed.",
        code="key_store_failed",
    )


def _locked() -> KeyUnavailable:
    return KeyUnavailable(
        "This system's key store is locked.", "Unlock it and try again; nothing was changed.", code="key_store_locked"
    )
