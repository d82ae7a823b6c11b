"""Sign-in and sign-out: what opens the cache and starts the work of a shift, and what ends both.

Source: S5, S6, promises 7 and 11; architecture.md "Threads" (stop order).
"""

import logging
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from agent_app.bridge import SyncBridge, WorkerBridge
from agent_app.controllers.settings import SettingsController
from agent_app.controllers.shift import OpenedProfile, Shift
from agent_app.controllers.snapshots import SignInPicture, StatusPicture
from agent_app.errors import KeyRejected, KeyUnavailable
from agent_app.sip.client import SipClient
from agent_app.sync.events import SyncState, SyncStateChanged
from agent_domain.clock import Clock
from agent_domain.errors import AgentError

log = logging.getLogger(__name__)
PASSPHRASES = {"key_store": "none", "passphrase_new": "new", "passphrase_known": "known"}
SYNC_STOP_LIMIT_S = 2.0


class SessionController(QObject):
    """Who works here.

    Signals:
        sign_in_changed: SignInPicture.
        signed_in: agent_domain.wire.Profile.
        signed_out: SignInPicture; its error tells why, if it was not the agent's wish.
        shift_begun: Shift; for the other controllers, before `signed_in`.
        shift_ended: Shift; for the other controllers, while cache, line and server are still there.
    """

    sign_in_changed = Signal(object)
    signed_in = Signal(object)
    signed_out = Signal(object)
    shift_begun = Signal(object)
    shift_ended = Signal(object)

    def __init__(
        self,
        profile_dir: Path,
        settings: SettingsController,
        worker: WorkerBridge,
        sip: SipClient,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.picture = SignInPicture(server_url=settings.server_url, username=settings.username)
        self._profile_dir = profile_dir
        self._settings = settings
        self._worker = worker
        self._sip = sip
        self._clock = clock
        self._opened: OpenedProfile | None = None
        self._shift: Shift | None = None
        self._turned_away = ""
        self._busy_with_call = False
        self._closed = False

    # -- before the shift ----------------------------------------------------------------------------------------------

    def offer_server(self, server_url: str) -> None:
        """Fill in the server that the command line named."""
        if server_url:
            self._show(server_url=server_url)

    def prepare(self) -> None:
        """Load what is slow behind the sign-in page, and find out where the key lives."""
        self._worker.run(lambda: _key_place(self._profile_dir), self._on_key_place, self._on_bug)

    @Slot(str, str, str, str)
    def sign_in(self, server_url: str, username: str, password: str, passphrase: str = "") -> None:
        """Sign in, open the cache and start the shift; the answer comes as a signal."""
        if self.picture.busy or self._shift is not None:
            return
        server_url, username = _address(server_url), username.strip()
        self._show(server_url=server_url, username=username, busy=True, error_title="", error_message="")

        def job() -> OpenedProfile:
            from agent_app.controllers.sign_in import Credentials, open_profile

            typed = Credentials(server_url=server_url, username=username, password=password, passphrase=passphrase)
            return open_profile(self._profile_dir, typed)

        self._worker.run(job, self._on_opened, self._on_sign_in_failed)

    def _on_opened(self, opened: OpenedProfile) -> None:
        if self._closed:
            opened.cache.close()
            return
        self._opened = opened
        self._settings.remember_sign_in(opened.server_url, self.picture.username)
        self._shift = shift = self._make_shift(opened)
        profile = opened.session.profile
        self.shift_begun.emit(shift)
        if profile.sip is not None:
            self._sip.configure(profile.sip)
            self._sip.start()
        shift.sync.start()
        self._show(busy=False, passphrase="known" if self.picture.passphrase == "new" else self.picture.passphrase)
        self.signed_in.emit(profile)

    def _make_shift(self, opened: OpenedProfile) -> Shift:
        from agent_app.sync.engine import SyncThread

        bridge = SyncBridge(self)
        bridge.state_changed.connect(self._on_sync_state)
        sync = SyncThread(opened.cache, opened.server_url, opened.session, opened.device_id, bridge.announce)
        return Shift(opened, self._sip, sync, bridge, self._clock, self)

    def _on_sign_in_failed(self, error: Exception) -> None:
        if not isinstance(error, AgentError):
            self._on_bug(error)
            return
        log.info("Sign-in failed: %s", error.code)
        self._show(busy=False, error_title=error.title, error_message=error.message)
        if isinstance(error, KeyUnavailable | KeyRejected) and self.picture.passphrase == "none":
            # A key store that fails on a new profile is no reason to stop: a passphrase will do.
            self.prepare() if self._is_known() else self._show(passphrase="new")

    # -- the end of the shift ------------------------------------------------------------------------------------------

    @Slot()
    def sign_out(self) -> None:
        """End the shift and close the cache."""
        if self._shift is not None:
            self._end_shift("", "")

    @Slot(object)
    def on_status_changed(self, status: StatusPicture) -> None:
        """Learn whether a call or its outcome is open: that is finished before the server's no takes effect."""
        self._busy_with_call = status.agent_state != "ready"
        if self._turned_away and not self._busy_with_call and self._shift is not None:
            self._end_shift("The server ended this session.", self._turned_away)

    @Slot(object)
    def _on_sync_state(self, event: SyncStateChanged) -> None:
        if event.state is SyncState.SIGNED_OUT and self._shift is not None:
            self._turned_away = event.reason or "Sign in again."
            if not self._busy_with_call:
                self._end_shift("The server ended this session.", self._turned_away)

    def _end_shift(self, title: str, message: str) -> None:
        """Stop engine, sync and database in this order, without making the window wait."""
        shift, opened = self._shift, self._opened
        assert shift is not None
        assert opened is not None
        self._shift, self._opened, self._turned_away, self._busy_with_call = None, None, "", False
        self._show(busy=True, error_title="", error_message="")
        self.shift_ended.emit(shift)
        self._sip.stop(0)

        def job() -> None:
            from agent_app.controllers.sign_in import close_profile

            shift.sync.stop(SYNC_STOP_LIMIT_S)
            close_profile(opened, shift.sync.session)

        def done(_: object = None) -> None:
            shift.deleteLater()
            shift.bridge.deleteLater()
            self._show(busy=False, error_title=title, error_message=message)
            self.signed_out.emit(self.picture)

        def failed(error: Exception) -> None:
            log.error("Signing out: %s", getattr(error, "code", type(error).__name__))
            done()

        self._worker.run(job, done, failed)

    def close(self) -> None:
        """Stop everything because the app ends; blocks up to a few seconds. The session stays for the next start."""
        self._closed = True
        shift, opened = self._shift, self._opened
        self._shift, self._opened = None, None
        if shift is not None:
            self.shift_ended.emit(shift)
        self._sip.stop()
        if shift is not None and opened is not None:
            shift.sync.stop(SYNC_STOP_LIMIT_S)
            opened.cache.close()

    # -- inside --------------------------------------------------------------------------------------------------------

    def _is_known(self) -> bool:
        from agent_app.storage.cache import CACHE_FILE

        return (self._profile_dir / CACHE_FILE).exists()

    def _on_key_place(self, place: str) -> None:
        self._show(passphrase=PASSPHRASES[place])
        self._worker.run(_warm_up, lambda _: None, self._on_bug)

    def _on_bug(self, error: Exception) -> None:
        log.error("This was not expected.", exc_info=error)
        self._show(
            busy=False,
            error_title="Something went wrong inside the app.",
            error_message="It was written to the log. Try again; if it stays, show the log to your administrator.",
        )

    def _show(self, **fields: object) -> None:
        self.picture = msgspec.structs.replace(self.picture, **fields)
        self.sign_in_changed.emit(self.picture)


def _address(text: str) -> str:
    text = text.strip().rstrip("/")
    return text if "://" in text or not text else f"https://{text}"


def _key_place(profile_dir: Path) -> str:
    from agent_app.storage.keys import key_place

    return key_place(profile_dir)


def _warm_up() -> None:
    """Import what is dear (SQLAlchemy, httpx, phonenumbers) while the agent types."""
    import phonenumbers  # noqa: F401

    import agent_app.controllers.sign_in
    import agent_app.storage.database
    import agent_app.sync.client  # noqa: F401
