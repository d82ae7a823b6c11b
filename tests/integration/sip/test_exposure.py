"""What the engine shows of itself to the network: one address, one transport, three codecs, and no lead data."""

import re
import socket
from collections.abc import Iterator

import psutil
import pytest

from agent_domain.calls import CallState
from agent_domain.wire import SipAccount
from tests.integration.sip.desk import Desk, wait_until


class BareRegistrar:
    """A UDP socket that says yes to REGISTER, keeps every INVITE and refuses it."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.invites: list[str] = []

    def serve(self) -> None:
        try:
            data, sender = self.socket.recvfrom(65536)
        except BlockingIOError:
            return
        request = data.decode()
        lines = request.split("\r\n")
        copied = [line for line in lines if re.match(r"(Via|From|Call-ID|CSeq):", line)]
        to = next(line for line in lines if line.startswith("To:"))
        if request.startswith("REGISTER"):
            contact = next(line for line in lines if line.startswith("Contact:"))
            answer = ["SIP/2.0 200 OK", *copied, f"{to};tag=r", f"{contact};expires=60"]
        elif request.startswith("INVITE"):
            self.invites.append(request)
            answer = ["SIP/2.0 486 Busy Here", *copied, f"{to};tag=i"]
        else:
            return
        self.socket.sendto("\r\n".join([*answer, "Content-Length: 0", "", ""]).encode(), sender)


@pytest.fixture
def bare_registrar() -> Iterator[BareRegistrar]:
    registrar = BareRegistrar()
    yield registrar
    registrar.socket.close()


def test_one_address_one_transport_three_codecs(desk: Desk, bare_registrar: BareRegistrar) -> None:
    port = bare_registrar.socket.getsockname()[1]
    registrar = f"sip:127.0.0.1:{port};transport=udp"
    desk.client.configure(
        SipAccount(uri="sip:1001@predial.test", registrar=registrar, username="1001", password="unsaid-secret")
    )
    wait_until(lambda: (bare_registrar.serve(), any(getattr(e, "sip_status", 0) == 200 for _, e in desk.events))[1])
    call_id = desk.dial("+14155550101")

    def ended() -> bool:
        bare_registrar.serve()
        return CallState.ENDED in desk.states(call_id)

    wait_until(ended)
    invite = bare_registrar.invites[0]
    assert invite.startswith("INVITE sip:+14155550101@predial.test SIP/2.0\r\n")
    offered = re.search(r"^m=audio \d+ RTP/AVP ([\d ]+)\r?$", invite, re.MULTILINE)
    assert offered
    formats = {int(number) for number in offered[1].split()}
    names = {int(number): name for number, name in re.findall(r"^a=rtpmap:(\d+) ([\w-]+)/", invite, re.MULTILINE)}
    assert {names[number] for number in formats} == {"PCMU", "PCMA", "G722", "telephone-event"}
    assert "m=video" not in invite
    assert "ice-ufrag" not in invite
    assert "unsaid-secret" not in invite
    sockets = [end for end in psutil.Process(desk.client.engine_pid).net_connections("inet") if end.laddr]
    assert {end.laddr.ip for end in sockets} == {"127.0.0.1"}
    listening = [end for end in sockets if end.status == psutil.CONN_LISTEN]
    assert listening == [], "no TCP for an account over UDP"
