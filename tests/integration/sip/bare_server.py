"""A telephone server of one UDP socket that does what no orderly one would: each test says what it sends and when."""

import re
import socket
from collections.abc import Callable
from types import TracebackType
from typing import Self

from agent_app.sip.messages import RegistrationState
from agent_domain.calls import CallState
from agent_domain.ids import CallId
from agent_domain.wire import SipAccount
from tests.integration.sip.desk import Desk, wait_until

HOST = "127.0.0.1"
SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio {port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
)


class BareServer:
    """Accepts registrations, answers calls, keeps what it received; `serve` must be called for it to work.

    Attributes:
        requests: Every request received, repetitions included.
        responses: Every response received.
    """

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((HOST, 0))
        self._socket.setblocking(False)
        self._media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._media.bind((HOST, 0))
        self._phone: tuple[str, int] = ("", 0)
        self._sent = 0
        self.requests: list[str] = []
        self.responses: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
        self._media.close()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def account(self) -> SipAccount:
        registrar = f"sip:{HOST}:{self.port};transport=udp"
        return SipAccount(uri="sip:1001@predial.test", registrar=registrar, username="1001", password="pw1001")

    @property
    def session(self) -> str:
        """A session description of our own, with a port that is ours."""
        return SDP.format(port=self._media.getsockname()[1])

    def received(self, method: str) -> list[str]:
        return [request for request in self.requests if request.startswith(f"{method} ")]

    def serve(self) -> None:
        """Take in what has arrived, and answer it."""
        while True:
            try:
                data, self._phone = self._socket.recvfrom(65536)
            except BlockingIOError:
                return
            message = data.decode()
            if message.startswith("SIP/2.0 "):
                self.responses.append(message)
            elif message.strip():
                self.requests.append(message)
                self._answer(message)

    def _answer(self, request: str) -> None:
        method = request.partition(" ")[0]
        if method == "ACK":
            return
        copied = re.findall(r"^(?:Via|From|Call-ID|CSeq):.*$", request.replace("\r\n", "\n"), re.MULTILINE)
        to = header(request, "To")
        lines = ["SIP/2.0 200 OK", *copied, f"To: {to}" if ";tag=" in to else f"To: {to};tag=far"]
        body = ""
        if method == "REGISTER":
            lines.append(f"Contact: {header(request, 'Contact')};expires=60")
        elif method == "INVITE":
            lines += [f"Contact: <sip:far@{HOST}:{self.port}>", "Content-Type: application/sdp"]
            body = self.session
        self._send([*lines, f"Content-Length: {len(body)}", "", body])

    def request(self, method: str, *headers: str, in_call: str = "", body: str = "") -> None:
        """Send a request to the phone.

        Args:
            method: SIP method.
            headers: Further header lines.
            in_call: The phone's INVITE whose dialog this belongs to; empty: out of any dialog.
            body: Content; its type is among `headers`.
        """
        self._sent += 1
        contact = re.search(r"<([^>]+)>", header(in_call or self.received("REGISTER")[-1], "Contact"))
        assert contact
        peers = [f"From: <sip:stranger@{HOST}>;tag=stray{self._sent}", "To: <sip:1001@predial.test>"]
        call_id = f"stray{self._sent}"
        if in_call:
            peers = [f"From: {header(in_call, 'To')};tag=far", f"To: {header(in_call, 'From')}"]
            call_id = header(in_call, "Call-ID")
        lines = [f"{method} {contact[1]} SIP/2.0", f"Via: SIP/2.0/UDP {HOST}:{self.port};branch=z9hG4bK{self._sent}"]
        lines += [*peers, f"Call-ID: {call_id}", f"CSeq: {self._sent} {method}", "Max-Forwards: 70"]
        lines += [f"Contact: <sip:far@{HOST}:{self.port}>", *headers, f"Content-Length: {len(body)}", "", body]
        self._send(lines)

    def _send(self, lines: list[str]) -> None:
        self._socket.sendto("\r\n".join(lines).encode(), self._phone)

    def answer_to(self, method: str) -> int:
        """Serve until the phone has answered the latest request, of `method`, finally; return the status."""

        def final() -> int:
            self.serve()
            for response in self.responses:
                status = int(response[8:11])
                if status >= 200 and header(response, "CSeq") == f"{self._sent} {method}":
                    return status
            return 0

        return int(wait_until(final))

    def register(self, desk: Desk) -> None:
        """Let the desk register here."""
        desk.client.configure(self.account)
        self._serve_until(
            lambda: any(getattr(event, "state", None) is RegistrationState.REGISTERED for _, event in desk.events)
        )

    def wait_state(self, desk: Desk, call_id: CallId, state: CallState) -> None:
        self._serve_until(lambda: state in desk.states(call_id))

    def _serve_until(self, condition: Callable[[], bool]) -> None:
        def look() -> bool:
            self.serve()
            return condition()

        wait_until(look)


def header(message: str, name: str) -> str:
    """Return the value of the first header of this name."""
    found = re.search(rf"^{name}:[ \t]*(.*?)\r?$", message, re.MULTILINE)
    assert found, message
    return found[1]
