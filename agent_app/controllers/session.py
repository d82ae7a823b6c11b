"""Sign-in and sign-out: what opens the cache and starts the work of a shift."""

from PySide6.QtCore import QObject, Signal, Slot

from agent_app.controllers.snapshots import SignInPicture


class SessionController(QObject):
    """Who works here.

    Signals:
        sign_in_changed: SignInPicture.
        signed_in: agent_domain.wire.Profile.
        signed_out: SignInPicture with the reason, if there is one.
    """

    sign_in_changed = Signal(object)
    signed_in = Signal(object)
    signed_out = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture = SignInPicture()

    @Slot(str, str, str, str)
    def sign_in(self, server_url: str, username: str, password: str, passphrase: str = "") -> None:
        """Sign in, open the cache and start the shift; the answer comes as a signal."""

    @Slot()
    def sign_out(self) -> None:
        """End the shift and close the cache."""
