"""The registration's own judgement, on a clock that the test turns."""

from itertools import pairwise

from agent_app.sip.engine.registration import REFUSED_PAUSE_S, Registration, reason_for
from agent_app.sip.messages import RegistrationChanged, RegistrationState


class Registrar:
    """Counts REGISTER requests and answers when it is told to."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.asked = 0
        self.probed = 0
        self.answers_probes = True
        self.told: list[RegistrationChanged] = []
        self.registration = Registration(self._on_register, self.told.append, self._on_probe, lambda: self.now_s)

    def _on_probe(self) -> None:
        self.probed += 1
        if self.answers_probes:
            self.registration.probe.on_answer()

    def _on_register(self) -> None:
        self.asked += 1
        self.registration.on_asked()

    def pass_time(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.now_s += 0.1
            self.registration.tick()

    @property
    def states(self) -> list[RegistrationState]:
        return [event.state for event in self.told]


def test_a_yes_is_told_and_refreshed_before_it_ends() -> None:
    registrar = Registrar()
    registrar.registration.begin()
    registrar.registration.on_answer(200, "OK", 60)
    assert registrar.states == [RegistrationState.REGISTERING, RegistrationState.REGISTERED]
    registrar.pass_time(49)
    assert registrar.asked == 1
    registrar.pass_time(2)
    assert registrar.asked == 2
    registrar.registration.on_answer(200, "OK", 60)
    assert len(registrar.told) == 2, "nothing new is nothing to tell"


def test_a_short_grant_is_refreshed_at_its_half() -> None:
    registrar = Registrar()
    registrar.registration.begin()
    registrar.registration.on_answer(200, "OK", 4)
    registrar.pass_time(2.2)
    assert registrar.asked == 2


def test_silence_is_told_after_four_seconds_and_not_before() -> None:
    registrar = Registrar()
    registrar.registration.begin()
    registrar.registration.on_answer(200, "OK", 60)
    registrar.pass_time(53.5)
    assert registrar.states[-1] is RegistrationState.REGISTERED
    registrar.pass_time(1)
    assert registrar.told[-1] == RegistrationChanged(
        state=RegistrationState.FAILED, reason="The telephone server does not answer."
    )
    registrar.registration.on_answer(200, "OK", 60)
    assert registrar.states[-1] is RegistrationState.REGISTERED


def test_a_registrar_that_falls_silent_is_told_within_10_seconds() -> None:
    registrar = Registrar()
    registrar.registration.begin()
    registrar.registration.on_answer(200, "OK", 3600)
    registrar.pass_time(30)
    assert (registrar.asked, len(registrar.told)) == (1, 2)
    assert 6 <= registrar.probed <= 8
    registrar.answers_probes = False
    registrar.pass_time(9.9)
    assert registrar.asked == 2, "the silence of a probe is judged by a REGISTER"
    assert registrar.states[-1] is RegistrationState.FAILED
    probed_before = registrar.probed
    registrar.pass_time(30)
    assert registrar.probed == probed_before
    registrar.answers_probes = True
    registrar.registration.on_answer(200, "OK", 3600)
    registrar.pass_time(5)
    assert registrar.probed == probed_before + 1


def test_a_lost_probe_is_not_told_when_the_registrar_answers_to_register() -> None:
    registrar = Registrar()
    registrar.registration.begin()
    registrar.registration.on_answer(200, "OK", 3600)
    registrar.pass_time(10)
    registrar.answers_probes = False
    while registrar.asked == 1:
        registrar.pass_time(0.1)
    registrar.registration.on_answer(200, "OK", 3600)
    probed_before = registrar.probed
    registrar.pass_time(5)
    assert registrar.states == [RegistrationState.REGISTERING, RegistrationState.REGISTERED]
    assert registrar.probed == probed_before + 1


def test_a_server_that_never_answers_options_is_asked_once() -> None:
    registrar = Registrar()
    registrar.answers_probes = False
    registrar.registration.begin()
    registrar.registration.on_answer(200, "OK", 3600)
    registrar.pass_time(6)
    assert registrar.asked == 2
    registrar.registration.on_answer(200, "OK", 3600)
    registrar.pass_time(60)
    assert (registrar.probed, registrar.asked) == (1, 2)
    assert registrar.states == [RegistrationState.REGISTERING, RegistrationState.REGISTERED]


def test_failures_are_tried_again_with_growing_pauses_up_to_15_seconds() -> None:
    registrar = Registrar()
    registrar.registration.begin()
    asked_at_s = [registrar.now_s]
    for _ in range(12):
        registrar.registration.on_answer(None, "", 0)
        before = registrar.asked
        while registrar.asked == before:
            registrar.pass_time(0.1)
        asked_at_s.append(registrar.now_s)
    pauses_s = [after - before for before, after in pairwise(asked_at_s)]
    assert pauses_s[0] < 1
    assert all(8 <= pause_s <= 19 for pause_s in pauses_s[6:])
    assert registrar.states == [RegistrationState.REGISTERING, RegistrationState.FAILED]


def test_a_refused_password_is_not_hammered() -> None:
    registrar = Registrar()
    registrar.registration.begin()
    registrar.registration.on_answer(403, "Forbidden", 0)
    registrar.pass_time(REFUSED_PAUSE_S - 1)
    assert registrar.asked == 1
    assert registrar.told[-1].sip_status == 403


def test_a_broken_connection_is_told_once_and_repaired() -> None:
    registrar = Registrar()
    registrar.registration.begin()
    registrar.registration.on_connection_lost()
    assert registrar.states == [RegistrationState.REGISTERING], "it was not registered yet"
    registrar.registration.on_answer(200, "OK", 60)
    registrar.registration.on_connection_lost()
    registrar.registration.on_connection_lost()
    assert registrar.states[2:] == [RegistrationState.FAILED]
    registrar.pass_time(1)
    assert registrar.asked == 2


def test_unregistering_is_told_as_off() -> None:
    registrar = Registrar()
    registrar.registration.begin()
    registrar.registration.on_answer(200, "OK", 60)
    registrar.registration.on_answer(200, "OK", 0)
    assert registrar.states[-1] is RegistrationState.OFF
    registrar.pass_time(120)
    assert registrar.asked == 1


def test_every_failure_has_a_sentence() -> None:
    for status in (None, 401, 403, 404, 408, 423, 500, 503):
        assert reason_for(status, "Phrase").endswith(".")
