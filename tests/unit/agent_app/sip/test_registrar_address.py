"""Taking a registrar's URI apart, and finding the one address to bind."""

import socket

import pytest

from agent_app.errors import SipError
from agent_app.sip.engine.account import domain_of
from agent_app.sip.engine.library import find_registrar


@pytest.mark.parametrize(
    ("uri", "port", "transport"),
    [
        ("sip:127.0.0.1:15060;transport=udp", 15060, "udp"),
        ("sip:127.0.0.1;transport=TCP", 5060, "tcp"),
        ("sip:127.0.0.1", 5060, "udp"),
        ("SIP:user@127.0.0.1:5080;lr;transport=tcp", 5080, "tcp"),
    ],
)
def test_a_registrar_on_loopback_is_reached_from_loopback(uri: str, port: int, transport: str) -> None:
    registrar = find_registrar(uri)
    assert (registrar.host, registrar.port, registrar.transport) == ("127.0.0.1", port, transport)
    assert registrar.local_address == "127.0.0.1"
    assert registrar.route == f"sip:127.0.0.1:{port};transport={transport};lr;hide"


@pytest.mark.parametrize(
    "uri", ["", "sip:", "http://127.0.0.1", "sips:127.0.0.1", "sip:h:port", "sip:h;transport=tls", "sip:h:99999999"]
)
def test_what_is_no_registrar_is_refused(uri: str) -> None:
    with pytest.raises(SipError) as refusal:
        find_registrar(uri)
    assert refusal.value.code == "bad_registrar"


def test_a_name_that_cannot_be_resolved_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(SipError) as refusal:
        find_registrar("sip:pbx.example:5060")
    assert refusal.value.code == "registrar_not_found"


@pytest.mark.parametrize(
    ("uri", "domain"), [("sip:1001@predial.test", "predial.test"), ("sip:a@b:5070;x=y", "b:5070"), ("sip:h", "h")]
)
def test_the_domain_of_an_address_of_record(uri: str, domain: str) -> None:
    assert domain_of(uri) == domain
