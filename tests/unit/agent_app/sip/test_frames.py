"""Frames survive any cutting of the stream; what is no frame is refused."""

import contextlib
import struct
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.sip import messages
from agent_app.sip.frames import MAX_FRAME_BYTES, BrokenFrame, FrameReader, pack
from agent_domain.calls import CallState
from agent_domain.ids import CallId
from agent_domain.wire import SipAccount

call_ids = st.uuids().map(CallId)
texts = st.text(max_size=40)
moments = st.datetimes(min_value=datetime(2020, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
accounts = st.builds(SipAccount, uri=texts, registrar=texts, username=texts, password=texts)
commands = st.one_of(
    st.builds(messages.Configure, account=accounts),
    st.builds(messages.PlaceCall, call_id=call_ids, phone=texts),
    st.builds(messages.HangUp, call_id=call_ids),
    st.builds(messages.SetMuted, call_id=call_ids, muted=st.booleans()),
    st.builds(messages.SendDtmf, call_id=call_ids, digits=texts),
    st.just(messages.Ping()),
    st.just(messages.Stop()),
)
events = st.one_of(
    st.builds(messages.EngineReady, library=texts),
    st.builds(messages.RegistrationChanged, state=st.sampled_from(messages.RegistrationState), reason=texts),
    st.builds(
        messages.CallStateChanged,
        call_id=call_ids,
        state=st.sampled_from(CallState),
        at=moments,
        sip_status=st.none() | st.integers(100, 699),
        reason=texts,
        q850_cause=st.none() | st.integers(1, 127),
        alerted=st.booleans(),
        answered_at=st.none() | moments,
        ended_by=st.none() | st.sampled_from(messages.EndedBy),
    ),
    st.builds(messages.AudioChanged, microphone=texts, speaker=texts),
    st.builds(messages.CommandFailed, command=texts, code=texts, message=texts, call_id=st.none() | call_ids),
    st.just(messages.Pong()),
)


def read_in_pieces(reader: FrameReader, stream: bytes, cuts: list[int]) -> list[object]:
    edges = sorted({0, len(stream), *(cut % (len(stream) + 1) for cut in cuts)})
    return [message for start, end in pairwise(edges) for message in reader.feed(stream[start:end])]


@given(st.lists(commands, max_size=6), st.lists(st.integers(0, 10_000), max_size=20))
def test_commands_arrive_whole_and_in_order_however_the_pipe_cuts_them(sent: list, cuts: list[int]) -> None:
    stream = b"".join(map(pack, sent))
    assert read_in_pieces(FrameReader(messages.AnyCommand), stream, cuts) == sent


@given(st.lists(events, max_size=6), st.lists(st.integers(0, 10_000), max_size=20))
def test_events_arrive_whole_and_in_order_however_the_pipe_cuts_them(sent: list, cuts: list[int]) -> None:
    stream = b"".join(map(pack, sent))
    assert read_in_pieces(FrameReader(messages.EngineEvent), stream, cuts) == sent


@given(st.binary(min_size=4, max_size=200))
def test_garbage_is_refused_or_waits_for_more_but_never_becomes_a_message(garbage: bytes) -> None:
    with contextlib.suppress(BrokenFrame):
        assert list(FrameReader(messages.AnyCommand).feed(garbage)) == []


def test_a_frame_that_is_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(BrokenFrame):
        list(FrameReader(messages.AnyCommand).feed(struct.pack(">I", MAX_FRAME_BYTES + 1)))


def test_what_stands_whole_before_a_broken_frame_still_arrives() -> None:
    """The end of a call and a dying engine's babble may come in one piece."""
    stream = pack(messages.Pong()) + b"\xff\xff\xff\xffTraceback"
    arriving = FrameReader(messages.EngineEvent).feed(stream)
    assert next(arriving) == messages.Pong()
    with pytest.raises(BrokenFrame):
        next(arriving)


def test_the_refusal_does_not_quote_what_was_in_the_pipe() -> None:
    body = b'{"kind":"place_call","phone":"+14155550101"}'
    with pytest.raises(BrokenFrame) as refusal:
        list(FrameReader(messages.AnyCommand).feed(struct.pack(">I", len(body)) + body))
    assert "415" not in str(refusal.value)
