"""The line: one account of the library, made from the app's `SipAccount`.

Thread: the engine's main thread.
"""

import logging
from collections.abc import Callable

import pjsua2 as pj

from agent_app.errors import SipError
from agent_app.sip.engine.library import Library, Registrar, sentence_of
from agent_app.sip.engine.registration import EXPIRES_S, Registration
from agent_app.sip.messages import RegistrationChanged
from agent_app.sip.redaction import redact
from agent_domain.wire import SipAccount

log = logging.getLogger(__name__)

FindRegistrar = Callable[[str, Callable[[Registrar | SipError], None]], None]
"""Resolves a registrar's URI in the background and calls back on the engine's main thread."""


def domain_of(uri: str) -> str:
    """Return the domain of an address of record, for example ``predial.test``."""
    return uri.partition(":")[2].partition(";")[0].rpartition("@")[2]


def _config(account: SipAccount, registrar: Registrar) -> pj.AccountConfig:
    config = pj.AccountConfig()
    config.idUri = account.uri
    config.regConfig.registrarUri = f"sip:{domain_of(account.uri)};transport={registrar.transport}"
    config.regConfig.registerOnAdd = False
    config.regConfig.timeoutSec = EXPIRES_S
    config.regConfig.retryIntervalSec = 0  # `Registration` decides
    config.regConfig.firstRetryIntervalSec = 0
    config.regConfig.unregWaitMsec = 1000
    config.sipConfig.proxies.push_back(registrar.route)
    config.sipConfig.authCreds.push_back(pj.AuthCredInfo("digest", "*", account.username, 0, account.password))
    config.presConfig.publishEnabled = False
    config.mwiConfig.enabled = False
    config.natConfig.iceEnabled = False
    config.natConfig.turnEnabled = False
    config.natConfig.sipStunUse = pj.PJSUA_STUN_USE_DISABLED
    config.natConfig.mediaStunUse = pj.PJSUA_STUN_USE_DISABLED
    config.natConfig.udpKaIntervalSec = 15
    config.videoConfig.autoShowIncoming = False
    config.videoConfig.autoTransmitOutgoing = False
    config.mediaConfig.transportConfig.boundAddress = registrar.local_address
    return config


class Line(pj.Account):  # type: ignore[misc]  # the binding has no types
    """The account and its registration.

    Attributes:
        domain: Where dialed numbers live.
        is_open: The registrar was found and the account made; only then can a call be placed.
    """

    def __init__(
        self,
        account: SipAccount,
        library: Library,
        find_registrar: FindRegistrar,
        announce: Callable[[RegistrationChanged], None],
        on_incoming: Callable[[int], None],
    ) -> None:
        super().__init__()
        self.domain = domain_of(account.uri)
        self.is_open = False
        self._account = account
        self._library = library
        self._find_registrar = find_registrar
        self._on_incoming = on_incoming
        self.registration = Registration(self._register, announce, self._send_probe)

    def _register(self) -> None:
        """Send REGISTER; the first time find the registrar and open transport and account."""
        if self.is_open:
            self.setRegistration(True)
        else:
            self._find_registrar(self._account.registrar, self._on_registrar)

    def _send_probe(self) -> None:
        """Send OPTIONS to the registrar, by the way that calls take."""
        request = pj.SendRequestParam()
        request.method = "OPTIONS"
        request.txOption.targetUri = f"sip:{self.domain}"
        try:
            self.sendRequest(request)
        except pj.Error as error:
            log.info("OPTIONS was not sent: %s", redact(sentence_of(error)))  # counts as silence

    def _on_registrar(self, registrar: Registrar | SipError) -> None:
        if isinstance(registrar, SipError):
            self.registration.fail(registrar.title)
            return
        try:
            self._library.open_transport(registrar)
            self.create(_config(self._account, registrar))
            self.is_open = True
            self._library.endpoint.on_disconnected = self.registration.on_connection_lost
            self.setRegistration(True)
        except SipError as error:
            self.registration.fail(error.title)
        except pj.Error as error:
            log.warning("%s", redact(sentence_of(error)))
            self.registration.fail("The line could not be opened.")

    def close(self) -> None:
        """Ask the registrar to forget this line; the answer comes through `onRegState`."""
        try:
            if self.is_open and self.getInfo().regIsActive:
                self.setRegistration(False)
        except pj.Error as error:
            log.info("Un-registering failed: %s", redact(sentence_of(error)))

    def onRegStarted(self, prm: pj.OnRegStartedParam) -> None:
        """A REGISTER leaves."""
        try:
            if prm.renew:
                self.registration.on_asked()
        except Exception:
            log.exception("onRegStarted")

    def onRegState(self, prm: pj.OnRegStateParam) -> None:
        """A REGISTER was answered, or was not."""
        try:
            # A status without a message is made up by the library: 408 and 503 for a server that is not there.
            sip_status = int(prm.code) if prm.rdata.wholeMsg else None
            self.registration.on_answer(sip_status, str(prm.reason), int(prm.expiration))
        except Exception:
            log.exception("onRegState")

    def onSendRequest(self, prm: pj.OnSendRequestParam) -> None:
        """The probe was answered, or failed: only what came from outside is an answer."""
        try:
            if prm.e.type == pj.PJSIP_EVENT_TSX_STATE and prm.e.body.tsxState.type == pj.PJSIP_EVENT_RX_MSG:
                self.registration.probe.on_answer()
        except Exception:
            log.exception("onSendRequest")

    def onIncomingCall(self, prm: pj.OnIncomingCallParam) -> None:
        """Someone calls."""
        try:
            self._on_incoming(int(prm.callId))
        except Exception:
            log.exception("onIncomingCall")
