"""Errors that can speak to a human. A refusal is a value; an error is what remains."""


class AgentError(Exception):
    """The root of everything that Predial raises on purpose.

    Attributes:
        title: What happened, in a few words.
        message: What the reader can do about it.
        code: Stable, used on the wire and in logs; never translated.
    """

    code = "error"

    def __init__(self, title: str, message: str = "", *, code: str | None = None) -> None:
        super().__init__(f"{title} {message}".strip())
        self.title = title
        self.message = message
        if code is not None:
            self.code = code


class RuleError(AgentError):
    """A rule of the call centre says no to a command."""

    code = "rule"


class InvalidPhoneNumber(RuleError):
    """A text is no phone number; `code` says why (for example `phone_too_short`)."""

    code = "phone_invalid"


class IllegalTransition(RuleError):
    """A call was told to do what its state does not allow."""

    code = "illegal_transition"
