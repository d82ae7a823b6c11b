"""Given a picture, the window says exactly this."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from agent_app.controllers.snapshots import CallPicture, CardCleared, RecordMark, SettingsPicture, StatusPicture
from agent_app.ui.main_window import MainWindow
from agent_domain.calls import CallResult, CallState
from agent_domain.leads import Consent
from tests.unit.agent_app.ui import scenes
from tests.unit.agent_app.ui.fake_desk import FakeDesk
from tests.unit.agent_app.ui.lint import find


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> None:
    """This workstation stands in Berlin: UTC+1 in November."""
    import time

    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()


def text(window: MainWindow, identifier: str) -> str:
    widget = find(window, identifier)
    if isinstance(widget, QLabel | QLineEdit):
        return widget.text()
    assert isinstance(widget, QTextBrowser)
    return widget.toPlainText()


def test_the_head_of_the_card(desk: FakeDesk, window: MainWindow) -> None:
    desk.card.announce(scenes.card())
    said = {
        name: text(window, f"lead.{name}") for name in ("name", "phone", "local_time", "company", "reference", "age")
    }
    assert said == {
        "name": "王小明",
        "phone": "+86 138 0013 8000",
        "local_time": "16:42 Shanghai",
        "company": "海川贸易有限公司",
        "reference": "A-20413",
        "age": "6 min ago",
    }
    assert text(window, "lead.consent") == "filled form, until 16 Sep 2027"
    assert text(window, "lead.consent_state") == "Consent on file"
    assert text(window, "lead.requested") == "Asked for a call"
    assert text(window, "lead.extraction_reason").startswith("You asked about class times")
    assert text(window, "call.number") == "+86 138 0013 8000"


@pytest.mark.parametrize(
    ("consent", "state"),
    [
        (None, "No consent"),
        (Consent(source="form", withdrawn_at=scenes.NOW), "Consent withdrawn"),
        (Consent(source="form", expires_at=scenes.NOW), "Consent expired"),
    ],
)
def test_consent_that_does_not_hold_is_said(
    desk: FakeDesk, window: MainWindow, consent: Consent | None, state: str
) -> None:
    desk.card.announce(scenes.card(lead=scenes.lead(consent=consent)))
    assert text(window, "lead.consent_state") == state


def test_many_candidate_zones_are_a_span(desk: FakeDesk, window: MainWindow) -> None:
    from zoneinfo import ZoneInfo

    zones = ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Vladivostok")
    desk.card.announce(scenes.card(local_times=tuple((z, scenes.NOW.astimezone(ZoneInfo(z))) for z in zones)))
    assert text(window, "lead.local_time") == "11:42–18:42, one of 3 zones"
    assert "Vladivostok" in find(window, "lead.local_time").toolTip()


def test_the_time_there_and_the_age_go_on(desk: FakeDesk, window: MainWindow) -> None:
    desk.card.announce(scenes.card())
    window.work.tick(scenes.NOW + dt.timedelta(hours=2))
    assert text(window, "lead.local_time") == "18:42 Shanghai"
    assert text(window, "lead.age") == "2 h ago"


def test_a_block_explains_itself(desk: FakeDesk, window: MainWindow) -> None:
    desk.card.announce(scenes.card(scenes.blocked()))
    assert text(window, "lead.decision") == ("Blocked. Free tomorrow 09:00 in Shanghai. That is tomorrow 02:00 here.")
    assert text(window, "lead.finding.0") == (
        "2 attempts were already made today, of 2 allowed in the customer's day. "
        "Free tomorrow 09:00 in Shanghai. Rule HOUSE-CAP-2, rules 2026-11."
    )
    assert text(window, "lead.finding.1").startswith(
        "It is 20 Nov 20:42 in Shanghai. Calls are allowed there from 09:00"
    )
    assert text(window, "lead.finding.2").startswith("Chen Yu (Team B) called this customer on 19 Nov 14:42.")
    assert not find(window, "call.dial").isEnabled()
    assert text(window, "call.state") == "Blocked"


def test_fewer_findings_take_the_old_ones_away(desk: FakeDesk, window: MainWindow) -> None:
    desk.card.announce(scenes.card(scenes.blocked()))
    desk.card.announce(scenes.card(scenes.allowed()))
    assert text(window, "lead.decision") == "You may call now. Dialed today: 1."
    assert not find(window, "lead.finding.0").isVisible()
    assert find(window, "call.dial").isEnabled()


def test_the_script_strikes_out_and_knows(desk: FakeDesk, window: MainWindow) -> None:
    desk.card.announce(scenes.card())
    script = find(window, "lead.script")
    assert isinstance(script, QTextBrowser)
    said = script.toPlainText()
    assert "Known already: 7 years, second grade" in said
    assert "How old is your child?" not in said
    struck = _struck_out(script)
    assert struck == ["保证收益", "Guaranteed Return"]
    assert "Do not say: 保证收益, guaranteed return." in text(window, "lead.risks")
    assert "Do not offer: Accident cover." in text(window, "lead.risks")


def test_a_risk_that_a_finding_tells_is_not_told_twice(desk: FakeDesk, window: MainWindow) -> None:
    from agent_domain.dialing import Finding, Severity

    told = Finding(
        rule_id="HOUSE-RISK",
        severity=Severity.WARN,
        message="{text}",
        facts={"text": "Complained of promised returns."},
    )
    desk.card.announce(scenes.card(scenes.allowed(told)))
    assert text(window, "lead.finding.0") == "Complained of promised returns. Rule HOUSE-RISK, rules 2026-11."
    assert "Complained" not in text(window, "lead.risks")


def test_a_short_script_leaves_no_empty_card(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.card.announce(scenes.card(script=scenes.SCRIPT[:2], history=scenes.history()[:2]))
    bar = window.work.script.text.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() == 0 and window.work.script.height() < 140, timeout=2000)
    assert window.work.history.height() < 180


def _struck_out(browser: QTextBrowser) -> list[str]:
    found = []
    block = browser.document().begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            if fragment.charFormat().fontStrikeOut():
                found.append(fragment.text())
            iterator += 1
        block = block.next()
    return found


def test_the_history_says_who_when_what_and_how_far(desk: FakeDesk, window: MainWindow) -> None:
    desk.card.announce(scenes.card())
    model = window.work.history.model
    said = [model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]
    assert said[0] == "Today 03:42, No answer, You, Sent"
    assert str(said[1]).startswith("Yesterday 07:42, Call back later · 3 min 41 s, Asked to call back after 14:30.")
    assert str(said[1]).endswith("Chen Yu · Team B, Confirmed")
    assert str(said[3]).endswith("Li Na · Team C, Needs attention")


def test_a_number_without_lead_says_why(desk: FakeDesk, window: MainWindow) -> None:
    desk.card.picture = None
    desk.card.card_cleared.emit(CardCleared(phone="+4930123456", decision=scenes.blocked()))
    assert text(window, "lead.decision").startswith("Blocked. Free tomorrow 02:00, your time.")
    assert not find(window, "call.dial").isEnabled()
    assert find(window, "lead.empty").isVisible()


def test_a_running_call(desk: FakeDesk, window: MainWindow) -> None:
    desk.card.announce(scenes.card())
    desk.calls.announce(scenes.talking())
    assert text(window, "call.state") == "In call"
    assert text(window, "call.timer") == "02:17"
    window.work.tick(scenes.NOW + dt.timedelta(hours=1))
    assert text(window, "call.timer") == "1:02:17"
    assert not find(window, "call.dial").isVisible()
    desk.calls.announce(scenes.talking(muted=True))
    assert text(window, "call.state") == "In call, muted"
    assert find(window, "call.mute").accessibleName() == "Unmute"


def test_in_a_call_its_own_number_stays_whatever_card_is_shown(desk: FakeDesk, window: MainWindow) -> None:
    """A `tel:` link or a click in the list may bring another card while somebody is on the line."""
    desk.card.announce(scenes.card())
    desk.calls.announce(scenes.talking())
    desk.card.card_cleared.emit(CardCleared(phone="+4930123456", decision=scenes.blocked()))
    assert text(window, "call.number") == "+86 138 0013 8000"
    desk.calls.announce(scenes.talking(state=CallState.ENDED))
    assert text(window, "call.number") == "+49 30 123456"


def test_an_ended_call_stops_the_clock(desk: FakeDesk, window: MainWindow) -> None:
    desk.calls.announce(scenes.talking())
    desk.calls.announce(scenes.talking(state=CallState.ENDED))
    window.work.tick(scenes.NOW + dt.timedelta(hours=1))
    assert text(window, "call.state") == "Call ended"
    assert text(window, "call.timer") == "02:17"


def test_a_notice_is_shown(desk: FakeDesk, window: MainWindow) -> None:
    notice = "The softphone is started again. The call ended; what you noted is kept."
    desk.calls.announce(CallPicture(notice=notice))
    assert text(window, "call.hint") == notice
    desk.settings.announce(SettingsPicture(theme="light", language="zh_CN"))
    assert text(window, "call.hint") == "软电话正在重新启动。通话已结束；您的记录已保留。"


def test_the_status_line_tells_the_truth(desk: FakeDesk, window: MainWindow) -> None:
    desk.status.announce(scenes.STATUS)
    assert text(window, "status.registration") == "Phone registered"
    assert text(window, "status.sync") == "Synced · 09:41"
    assert text(window, "status.pending") == "On this PC: 3"
    assert text(window, "status.needs_attention") == "Needs attention: 1"
    assert text(window, "status.agent_state") == "Talking"
    assert "Jabra" in text(window, "status.audio")
    desk.status.announce(StatusPicture(registration="failed", sync="offline"))
    assert text(window, "status.registration") == "Phone not registered"
    assert text(window, "status.sync") == "Offline, work is kept here"
    assert text(window, "status.audio") == "No microphone, no speaker"
    assert not find(window, "status.needs_attention").isVisible()


def test_the_wrap_up_shows_what_is_wrong_and_how_far_the_last_one_came(desk: FakeDesk, window: MainWindow) -> None:
    desk.wrapup.announce(
        scenes.wrapup(
            problems=("callback_in_past",),
            saved_mark=RecordMark.SENT,
            error_title="The disk is full.",
            error_message="This was not saved. Try again.",
        )
    )
    said = text(window, "wrapup.problems")
    assert "The callback lies in the past." in said
    assert "The disk is full. This was not saved. Try again." in said
    assert text(window, "wrapup.saved_mark") == "Last outcome: Sent"
    assert text(window, "wrapup.callback_shown") == "Tomorrow 10:00 in Shanghai, 03:00 here"
    assert text(window, "wrapup.callback") == "2026-11-21 10:00"


def test_the_signalling_suggests_a_reason(desk: FakeDesk, window: MainWindow) -> None:
    picture = scenes.wrapup(result=CallResult.NOT_ANSWERED, callback_at=None, failure_reason="technical")
    desk.wrapup.announce(picture)
    assert find(window, "wrapup.reason.technical").isChecked()  # type: ignore[attr-defined]


def test_language_and_theme_change_live(desk: FakeDesk, window: MainWindow) -> None:
    desk.card.announce(scenes.card(scenes.blocked()))
    desk.settings.announce(SettingsPicture(theme="dark", language="zh_CN"))
    assert text(window, "lead.decision") == "已拦截。上海时间明天 09:00起可拨打。即本地明天 02:00。"
    assert text(window, "lead.finding.0").startswith("今天已拨打 2 次，客户当地每日上限为 2 次。")
    assert find(window, "wrapup.disposition.OPT_OUT").accessibleName() == "明确拒绝营销"
    assert window.palette().window().color().name() == "#11161d"
    desk.settings.announce(SettingsPicture(theme="light", language="en"))
    assert text(window, "lead.decision").startswith("Blocked.")
    assert window.palette().window().color().name() == "#f4f6f9"


def test_the_three_kinds_of_no_are_three_things(desk: FakeDesk, window: MainWindow) -> None:
    desk.wrapup.announce(scenes.wrapup(result=CallResult.CONNECTED, callback_at=None))
    names = [
        find(window, identifier).accessibleName()
        for identifier in (
            "wrapup.reason.not_interested",
            "wrapup.disposition.OPT_OUT",
            "wrapup.disposition.REFUSED_TO_ANSWER",
        )
    ]
    assert names == ["Refused this product", "No more marketing calls", "Hung up"]


def test_every_widget_named_is_a_widget(window: MainWindow) -> None:
    named = [widget.accessibleIdentifier() for widget in window.findChildren(QWidget) if widget.accessibleIdentifier()]
    assert len(named) == len(set(named))
