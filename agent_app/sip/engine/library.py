"""The door to pjsua2: the endpoint's life, its transport, and the translation of its errors.

Thread: the engine's main thread only. The library aborts the process when it is called from another one.
Source: measured on pjsua2 2.15.1; P53-P55.
"""

import contextlib
import gc
import logging
import re
import socket
import sys
from collections.abc import Callable
from urllib.parse import parse_qsl

import pjsua2 as pj
from msgspec import Struct

from agent_app.errors import SipError
from agent_app.sip.redaction import redact

log = logging.getLogger(__name__)

CODECS = ("G722/", "PCMA/", "PCMU/")
CLOCK_RATE_HZ = 16_000
FRAME_MS = 20
LIBRARY_LOG_LEVEL = 2


def sentence_of(error: pj.Error) -> str:
    """Return what a pjsua2 error means; printed as it is, it is empty."""
    return f"{error.title}: {error.reason} ({error.status})"


class Registrar(Struct, frozen=True, kw_only=True):
    """Where the account registers, taken apart and resolved.

    Attributes:
        host: IPv4 address.
        transport: ``udp`` or ``tcp``.
        local_address: The address of this machine from which packets to `host` leave.
    """

    host: str
    port: int
    transport: str
    local_address: str

    @property
    def route(self) -> str:
        """The registrar as outbound proxy; hidden, so that it does not appear as a Route header of its own."""
        return f"sip:{self.host}:{self.port};transport={self.transport};lr;hide"


def find_registrar(uri: str) -> Registrar:
    """Resolve ``sip:HOST[:PORT][;transport=udp|tcp]``.

    Raises:
        SipError: It is no such URI, or the name cannot be resolved now.
    """
    scheme, _, rest = uri.partition(":")
    address, _, parameters = rest.partition(";")
    host, _, port_text = address.rpartition("@")[2].partition(":")
    transport = dict(parse_qsl(parameters.lower(), separator=";")).get("transport", "udp")
    port = int(port_text or 5060) if re.fullmatch(r"[0-9]{0,5}", port_text) else 0
    if scheme.lower() != "sip" or not host or transport not in ("udp", "tcp") or not 0 < port < 65536:
        raise SipError("The telephone server's address is not understood.", "Ask your team lead.", code="bad_registrar")
    try:
        found = socket.getaddrinfo(host, port, family=socket.AF_INET, type=socket.SOCK_DGRAM)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(found[0][4])  # sends nothing; the system chooses the way and thereby our address
            local_address = str(probe.getsockname()[0])
    except OSError as error:
        raise SipError(
            "The telephone server cannot be found.", "Check the network connection.", code="registrar_not_found"
        ) from error
    return Registrar(host=str(found[0][4][0]), port=port, transport=transport, local_address=local_address)


class _Log(pj.LogWriter):  # type: ignore[misc]  # the binding has no types
    """Carries the library's own log lines into ours, without numbers."""

    def write(self, entry: pj.LogEntry) -> None:
        log.warning("pjsua: %s", redact(entry.msg.strip()))


class _Endpoint(pj.Endpoint):  # type: ignore[misc]  # the binding has no types
    """The endpoint, with an ear for connections that break."""

    def __init__(self) -> None:
        super().__init__()
        self.on_disconnected: Callable[[], None] | None = None

    def onTransportState(self, prm: pj.OnTransportStateParam) -> None:
        """A connection changed its state."""
        try:
            if prm.state == pj.PJSIP_TP_STATE_DISCONNECTED and self.on_disconnected is not None:
                self.on_disconnected()
        except Exception:
            log.exception("onTransportState")


class Library:
    """The endpoint: one per process."""

    def __init__(self) -> None:
        """Start the library without any transport and without a sound device.

        Raises:
            SipError: The library does not start.
        """
        self._log_writer = _Log()
        self.endpoint = _Endpoint()
        try:
            self.endpoint.libCreate()
            self.endpoint.libInit(self._config())
            self._limit_codecs()
            self.endpoint.audDevManager().setNullDev()
            self.endpoint.libStart()
        except pj.Error as error:
            raise SipError("The softphone does not start.", sentence_of(error), code="engine_start") from error
        self._wake_socket: socket.socket | None = None

    @property
    def version(self) -> str:
        """Name and version for the log."""
        return f"pjsip {self.endpoint.libVersion().full}"

    def _config(self) -> pj.EpConfig:
        config = pj.EpConfig()
        config.uaConfig.threadCnt = 0
        config.uaConfig.mainThreadOnly = True
        config.uaConfig.maxCalls = 4
        config.uaConfig.userAgent = "Predial"
        config.uaConfig.mwiUnsolicitedEnabled = False
        config.medConfig.clockRate = CLOCK_RATE_HZ
        config.medConfig.audioFramePtime = FRAME_MS
        config.medConfig.channelCount = 1
        config.medConfig.noVad = True  # a silent microphone must still send, else the far end hears a dead line
        config.medConfig.ecTailLen = 0
        config.logConfig.level = LIBRARY_LOG_LEVEL
        config.logConfig.consoleLevel = LIBRARY_LOG_LEVEL  # at 0 the writer gets nothing
        config.logConfig.msgLogging = 0
        config.logConfig.writer = self._log_writer
        return config

    def _limit_codecs(self) -> None:
        """Leave only CODECS: the library's default is Speex, whose decoder has a known overflow."""
        for codec in self.endpoint.codecEnum2():
            rank = next((rank for rank, name in enumerate(reversed(CODECS)) if codec.codecId.startswith(name)), None)
            self.endpoint.codecSetPriority(codec.codecId, 0 if rank is None else 200 + rank)

    def open_transport(self, registrar: Registrar) -> None:
        """Open the one transport that the account needs, bound to one address.

        Raises:
            SipError: The address or port cannot be had.
        """
        config = pj.TransportConfig()
        config.boundAddress = registrar.local_address
        wake = pj.TransportConfig()
        wake.boundAddress = "127.0.0.1"
        try:
            if registrar.transport == "tcp":
                # Small messages one after the other would wait 40 ms for each other (Nagle's algorithm).
                config.sockOptParams.sockOpts.push_back(pj.SockOpt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1))
                self.endpoint.transportCreate(pj.PJSIP_TRANSPORT_TCP, config)
                # TCP has no socket that a datagram could reach: one on loopback serves to wake the poll.
                transport = self.endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, wake)
            else:
                transport = self.endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, config)
            name = self.endpoint.transportGetInfo(transport).localName
        except pj.Error as error:
            raise SipError("The softphone cannot open its port.", sentence_of(error), code="no_transport") from error
        host, _, port = name.rpartition(":")
        wake_socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        wake_socket.bind((host, 0))
        wake_socket.connect((host, int(port)))  # takes nothing from anyone else
        self._wake_socket = wake_socket

    @property
    def can_be_woken(self) -> bool:
        """Whether a transport is open, so that `poll` sees packets and `wake` works."""
        return self._wake_socket is not None

    def wake(self) -> None:
        """End a waiting `poll` at once. May be called from any thread: it touches no object of the library."""
        if self._wake_socket is not None:
            # When the library is closing nobody is left to wake, and the system says so.
            with contextlib.suppress(OSError):
                self._wake_socket.send(b"\r\n\r\n")

    def poll(self, limit_ms: int) -> None:
        """Let the library work; wait up to `limit_ms` for something to do."""
        self.endpoint.libHandleEvents(limit_ms)

    def close(self) -> None:
        """Destroy the library. Every call, port and account must be gone before."""
        for name in ("last_type", "last_value", "last_traceback", "last_exc"):
            if hasattr(sys, name):
                delattr(sys, name)
        gc.collect()
        try:
            # Without this flag it waits a second for answers that `Engine` has waited for already.
            self.endpoint.libDestroy(pj.PJSUA_DESTROY_NO_RX_MSG)
        except pj.Error as error:
            log.warning("%s", redact(sentence_of(error)))
