"""Bytes in, bytes out: msgspec checks and writes the messages; the OpenAPI description comes from the same types."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from fastapi import Request, Response

from agent_domain.errors import AgentError
from agent_domain.wire import Problem
from agent_server.errors import BadRequest, BodyTooLarge

Message = TypeVar("Message")

SMALL_BODY_BYTES = 64 * 1024
PUSH_BODY_BYTES = 4 * 1024 * 1024
JSON = "application/json"


async def read(request: Request, kind: type[Message], *, limit_bytes: int = SMALL_BODY_BYTES) -> Message:
    """Read the body as a message.

    Raises:
        BodyTooLarge: More than `limit_bytes`, whatever Content-Length says.
        BadRequest: It is no such message.
    """
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit_bytes:
            raise BodyTooLarge("The message is too large.", f"At most {limit_bytes} bytes; send less at a time.")
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise BadRequest("The message cannot be read.", str(error)) from error


def answer(message: object, *, status: int = 200) -> Response:
    """Make the answer that carries a message."""
    return Response(msgspec.json.encode(message), status_code=status, media_type=JSON)


def problem(error: AgentError, *, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Make the answer that says what went wrong."""
    body = msgspec.json.encode(Problem(code=error.code, title=error.title, message=error.message))
    return Response(body, status_code=status, media_type=JSON, headers=headers)


def described(
    summary: str, *, takes: type | None = None, gives: type | None = None, errors: str = ""
) -> dict[str, Any]:
    """Return what a route's decorator needs for a full OpenAPI description.

    Args:
        summary: One line.
        takes: Type of the body.
        gives: Type of the answer.
        errors: HTTP statuses that carry a `Problem`, separated by spaces.
    """
    statuses = {status: {"description": "Problem", "content": content_of(Problem)} for status in errors.split()}
    good = {"description": "OK"} | ({"content": content_of(gives)} if gives else {})
    extra: dict[str, Any] = {"responses": {"200" if gives else "204": good, **statuses}}
    if takes is not None:
        extra["requestBody"] = {"required": True, "content": content_of(takes)}
    return {"summary": summary, "openapi_extra": extra, "response_model": None, "status_code": 200 if gives else 204}


def content_of(kind: type) -> dict[str, Any]:
    """Return an OpenAPI content that refers to the schema of a message."""
    return {JSON: {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}}
