"""The server's errors: each says which HTTP status it means, and what the reader can do."""

from agent_domain.errors import AgentError


class ServerError(AgentError):
    """Root of the server's own errors.

    Attributes:
        http_status: Of the answer that carries it.
    """

    code = "server"
    http_status = 500


class BadSetting(ServerError):
    code = "bad_setting"


class DatabaseUnavailable(ServerError):
    """PostgreSQL cannot be started, reached or migrated."""

    code = "database_unavailable"
    http_status = 503


class BadRequest(ServerError):
    """The message does not say what the protocol asks for."""

    code = "bad_request"
    http_status = 422


class BodyTooLarge(ServerError):
    code = "body_too_large"
    http_status = 413


class SignedOut(ServerError):
    """No session, or no longer one."""

    code = "signed_out"
    http_status = 401


class WrongPassword(SignedOut):
    """Name or password is wrong; which of them is not told."""

    code = "wrong_password"


class Forbidden(ServerError):
    code = "forbidden"
    http_status = 403


class NotFound(ServerError):
    """There is no such thing, or it is somebody else's: the answer is the same."""

    code = "not_found"
    http_status = 404


class AlreadyExists(ServerError):
    code = "already_exists"
    http_status = 409


class FeedReset(ServerError):
    """The cursor is not of this feed: the mirror must be fetched anew, the outbox stays."""

    code = "feed_reset"
    http_status = 409


class AppTooOld(ServerError):
    code = "app_too_old"
    http_status = 426


class TooManyTries(ServerError):
    """Too many sign-ins.

    Attributes:
        retry_after_s: Seconds until the next try is heard.
    """

    code = "too_many_tries"
    http_status = 429

    def __init__(self, title: str, message: str = "", *, retry_after_s: int) -> None:
        super().__init__(title, message)
        self.retry_after_s = retry_after_s
