"""The desktop's errors, one branch per door to the outside; each door translates foreign errors once."""

from agent_domain.errors import AgentError


class StorageError(AgentError):
    code = "storage"


class KeyUnavailable(StorageError):
    """The key store is missing, locked or does not answer; nothing was created or deleted."""

    code = "key_unavailable"


class KeyRejected(StorageError):
    """The passphrase or the key does not open the cache."""

    code = "key_rejected"


class DatabaseDamaged(StorageError):
    code = "database_damaged"


class DiskFull(StorageError):
    code = "disk_full"


class ProfileUnusable(StorageError):
    """Nothing can be kept in the profile folder; found out at the start, before anything is opened."""

    code = "profile_unusable"

    def __init__(self) -> None:
        super().__init__(
            "The profile folder cannot be written.",
            "Check its permissions and the free space of the disk, then start again.",
        )


class SchemaTooNew(StorageError):
    """The cache was written by a newer version of the app."""

    code = "schema_too_new"


class SipError(AgentError):
    """Something in the softphone failed.

    Attributes:
        sip_status: The final status of the far side, or None when it never answered.
    """

    code = "sip"

    def __init__(
        self, title: str, message: str = "", *, sip_status: int | None = None, code: str | None = None
    ) -> None:
        super().__init__(title, message, code=code)
        self.sip_status = sip_status


class RegistrationFailed(SipError):
    code = "registration_failed"


class CallFailed(SipError):
    code = "call_failed"


class AudioDeviceError(SipError):
    code = "audio_device"


class EngineLost(SipError):
    """The engine process ended by itself; it is started again."""

    code = "engine_lost"


class SyncError(AgentError):
    code = "sync"


class Offline(SyncError):
    code = "offline"


class SignedOut(SyncError):
    code = "signed_out"


class ServerUnavailable(SyncError):
    code = "server_unavailable"


class CommandRejected(SyncError):
    code = "command_rejected"


class FeedReset(SyncError):
    """The server asks for a fresh mirror; the outbox stays."""

    code = "feed_reset"


class AppTooOld(SyncError):
    code = "app_too_old"
