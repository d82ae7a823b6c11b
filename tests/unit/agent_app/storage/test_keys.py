"""The states of a key store (promise 11), with key stores made for the test; a real one: tests/integration/storage."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringError, KeyringLocked

from agent_app.errors import KeyRejected, KeyUnavailable
from agent_app.storage import keys


class SafeStore(keyring.backend.KeyringBackend):
    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password


class ForgetfulStore(SafeStore):
    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class LockedStore(SafeStore):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")


class BrokenStore(SafeStore):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringError("broken")


class HangingStore(SafeStore):
    """As a locked Secret Service without a prompt."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.let_go.wait(60)
        return None


class PlaintextStore(SafeStore):
    pass


class Chain(ChainerBackend):
    backends: list[keyring.backend.KeyringBackend] = []  # noqa: RUF012 (as the base class has it)


@pytest.fixture(autouse=True)
def _safe_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    safe = (SafeStore, ForgetfulStore, LockedStore, BrokenStore, HangingStore)
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in safe}
    monkeypatch.setattr(keys, "SAFE_BACKENDS", keys.SAFE_BACKENDS | names)
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


Use = Callable[[keyring.backend.KeyringBackend], None]


@pytest.fixture
def use() -> Use:
    return keyring.set_keyring


def never(which: str) -> str | None:
    raise AssertionError(f"a passphrase was asked: {which}")


def cancel(which: str) -> str | None:
    return None


def test_a_new_key_goes_into_the_key_store_and_nowhere_else(tmp_path: Path, use: Use) -> None:
    store = SafeStore()
    use(store)
    assert keys.key_place(tmp_path) == "key_store"
    key = keys.load_or_create_key(tmp_path, never)
    assert len(key) == 32
    assert keys.load_or_create_key(tmp_path, never) == key
    ((service, user),) = store.secrets
    assert service == "predial"
    assert str(tmp_path) not in user
    assert list(tmp_path.iterdir()) == []


def test_each_profile_has_its_own_key(tmp_path: Path, use: Use) -> None:
    use(SafeStore())
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    assert keys.load_or_create_key(tmp_path / "a", never) != keys.load_or_create_key(tmp_path / "b", never)


@pytest.mark.parametrize(
    "store",
    [keyring.backends.fail.Keyring, keyring.backends.null.Keyring, PlaintextStore],
    ids=lambda kind: kind.__name__,
)
def test_without_a_safe_key_store_a_passphrase_wraps_the_key(
    tmp_path: Path, use: Use, store: type[keyring.backend.KeyringBackend]
) -> None:
    use(store())
    asked: list[str] = []

    def ask(which: str) -> str:
        asked.append(which)
        return "correct horse"

    assert keys.key_place(tmp_path) == "passphrase_new"
    key = keys.load_or_create_key(tmp_path, ask)
    assert keys.key_place(tmp_path) == "passphrase_known"
    assert keys.load_or_create_key(tmp_path, ask) == key
    assert asked == ["new", "known"]
    with pytest.raises(KeyRejected):
        keys.load_or_create_key(tmp_path, lambda _: "wrong")
    use(SafeStore())  # the file decides, whatever stores appear later
    assert keys.load_or_create_key(tmp_path, ask) == key


@pytest.mark.parametrize("known", [False, True])
def test_no_passphrase_no_key(tmp_path: Path, use: Use, known: bool) -> None:
    use(keyring.backends.fail.Keyring())
    if known:
        keys.load_or_create_key(tmp_path, lambda _: "p")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(KeyUnavailable) as told:
        keys.load_or_create_key(tmp_path, cancel)
    assert told.value.code == "passphrase_needed"
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("store", "code"),
    [
        (SafeStore, "key_missing"),
        (LockedStore, "key_store_locked"),
        (HangingStore, "key_store_locked"),
        (BrokenStore, "key_store_failed"),
        (keyring.backends.fail.Keyring, "key_store_missing"),
        (PlaintextStore, "key_store_plaintext"),
    ],
)
def test_an_existing_cache_without_its_key(
    tmp_path: Path, use: Use, store: type[keyring.backend.KeyringBackend], code: str
) -> None:
    """Nothing is made anew, nothing is asked, nothing changes, and each state has its own sentence."""
    backend = store()
    use(backend)
    (tmp_path / "cache.db").write_bytes(b"the agent's work")
    assert keys.key_place(tmp_path) == "key_store"
    with pytest.raises(KeyUnavailable) as told:
        keys.load_or_create_key(tmp_path, never, limit_s=0.2)
    assert told.value.code == code
    assert told.value.title
    assert told.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["cache.db"]
    assert getattr(backend, "secrets", {}) == {}
    if isinstance(backend, HangingStore):
        backend.let_go.set()


@pytest.mark.parametrize("store", [LockedStore, HangingStore, BrokenStore, ForgetfulStore])
def test_a_new_profile_with_a_bad_key_store_may_take_a_passphrase(
    tmp_path: Path, use: Use, store: type[SafeStore]
) -> None:
    backend = store()
    use(backend)
    with pytest.raises(KeyUnavailable):
        keys.load_or_create_key(tmp_path, cancel, limit_s=0.2)
    assert list(tmp_path.iterdir()) == []
    key = keys.load_or_create_key(tmp_path, lambda _: "p", limit_s=0.2)
    assert keys.load_or_create_key(tmp_path, lambda _: "p") == key
    if isinstance(backend, HangingStore):
        backend.let_go.set()


@pytest.mark.parametrize("secret", ["", "no hex", "00" * 31])
def test_a_secret_that_is_no_key_is_refused_and_kept(tmp_path: Path, use: Use, secret: str) -> None:
    store = SafeStore()
    use(store)
    keys.load_or_create_key(tmp_path, never)
    (name,) = store.secrets
    store.secrets[name] = secret
    with pytest.raises(KeyRejected):
        keys.load_or_create_key(tmp_path, never)
    assert store.secrets == {name: secret}


def test_a_chain_is_not_followed_into_an_unsafe_store(
    tmp_path: Path, use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    safe, plain = SafeStore(), PlaintextStore()
    monkeypatch.setattr(Chain, "backends", [plain, safe])
    use(Chain())
    keys.load_or_create_key(tmp_path, never)
    assert len(safe.secrets) == 1
    assert plain.secrets == {}


def test_a_folder_that_cannot_be_written(tmp_path: Path, use: Use) -> None:
    use(keyring.backends.fail.Keyring())
    with pytest.raises(KeyUnavailable) as told:
        keys.load_or_create_key(tmp_path / "nowhere", lambda _: "p")
    assert told.value.code == "key_file_unwritable"


def test_a_key_file_that_cannot_be_read(tmp_path: Path, use: Use) -> None:
    use(keyring.backends.fail.Keyring())
    (tmp_path / "cache.key").mkdir()
    with pytest.raises(KeyUnavailable) as told:
        keys.load_or_create_key(tmp_path, lambda _: "p")
    assert told.value.code == "key_file_unreadable"


def test_without_a_key_store_a_lost_key_file_is_named_too(tmp_path: Path, use: Use) -> None:
    use(keyring.backends.fail.Keyring())
    keys.load_or_create_key(tmp_path, lambda _: "p")
    (tmp_path / "cache.db").write_bytes(b"the agent's work")
    (tmp_path / "cache.key").unlink()
    with pytest.raises(KeyUnavailable, match=r"cache\.key"):
        keys.load_or_create_key(tmp_path, never)


def test_the_names_of_the_safe_stores_exist() -> None:
    """A renamed class would silently turn everybody's key store into a missing one."""
    import importlib

    for name in keys.SAFE_BACKENDS:
        module, _, kind = name.rpartition(".")
        if not module.startswith("tests."):
            assert hasattr(importlib.import_module(module), kind)
