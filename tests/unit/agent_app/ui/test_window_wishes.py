"""Each click and key becomes exactly one wish to a controller, and what must not be done cannot be wished."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from agent_app.controllers.snapshots import CallPicture, SignInPicture, WrapUpForm, WrapUpPicture
from agent_app.ui.main_window import MainWindow
from agent_domain.calls import CallResult
from agent_domain.dialing import DialDecision
from agent_domain.dispositions import RESULTS
from tests.unit.agent_app.ui import scenes
from tests.unit.agent_app.ui.fake_desk import FakeDesk
from tests.unit.agent_app.ui.lint import find


def button(window: MainWindow, identifier: str) -> QAbstractButton:
    found = find(window, identifier)
    assert isinstance(found, QAbstractButton)
    return found


def field(window: MainWindow, identifier: str) -> QLineEdit:
    found = find(window, identifier)
    assert isinstance(found, QLineEdit)
    return found


def press(qtbot: QtBot, window: MainWindow, identifier: str) -> None:
    qtbot.mouseClick(button(window, identifier), Qt.MouseButton.LeftButton)


def test_dial_wishes_a_dial(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.card.announce(scenes.card())
    press(qtbot, window, "call.dial")
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert desk.calls.wishes == [("dial",), ("dial",)]


def test_enter_in_the_list_dials_the_chosen_lead(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.card.announce(scenes.card())
    qtbot.keyClick(window.work.leads.view, Qt.Key.Key_Return)
    assert desk.calls.wishes == [("dial",)]


@pytest.mark.parametrize("why", ["blocked", "in a call", "wrap-up open", "number not checked"])
def test_a_dial_that_is_not_allowed_cannot_be_wished(
    desk: FakeDesk, window: MainWindow, qtbot: QtBot, why: str
) -> None:
    desk.card.announce(scenes.card(scenes.blocked() if why == "blocked" else scenes.allowed()))
    if why == "in a call":
        desk.calls.announce(scenes.talking())
    if why == "wrap-up open":
        desk.wrapup.announce(scenes.wrapup())
    if why == "number not checked":
        field(window, "call.number").setText("+4930123456")
    assert not button(window, "call.dial").isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.keyClick(window.work.leads.view, Qt.Key.Key_Return)
    assert desk.calls.wishes == []


def test_a_refusal_by_the_gate_greys_dial_and_one_by_the_desk_does_not(desk: FakeDesk, window: MainWindow) -> None:
    desk.card.announce(scenes.card())
    ours = DialDecision(findings=scenes.blocked().findings[:1], decided_at=scenes.NOW, rules_version="")
    desk.calls.dial_refused.emit(ours)
    assert button(window, "call.dial").isEnabled()
    desk.calls.dial_refused.emit(scenes.blocked())
    assert not button(window, "call.dial").isEnabled()


def test_hang_up_and_mute(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F10)
    assert desk.calls.wishes == []
    desk.calls.announce(scenes.talking())
    press(qtbot, window, "call.mute")
    assert not button(window, "call.mute").isChecked()  # the picture decides, not the press
    qtbot.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, window, "call.hang_up")
    qtbot.keyClick(window, Qt.Key.Key_F10)
    assert desk.calls.wishes == [("toggle_mute",), ("toggle_mute",), ("hang_up",), ("hang_up",)]


def test_a_typed_number_is_asked_for_by_enter(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    number = field(window, "call.number")
    qtbot.keyClicks(number, "030 123456")
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert desk.card.wishes == [("show_number", "030 123456")]


def test_choosing_a_lead_shows_it_once(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    view = window.work.leads.view
    model = window.work.leads.model
    view.setCurrentIndex(model.index(1))
    assert desk.card.wishes == [("show_lead", scenes.OTHER_LEAD_ID)]
    desk.card.announce(scenes.card(lead=scenes.lead(lead_id=scenes.OTHER_LEAD_ID)))
    desk.leads.hold(scenes.rows()[:2])  # fewer rows: nothing else may be chosen by itself
    assert desk.card.wishes == [("show_lead", scenes.OTHER_LEAD_ID)]


def test_assistive_selection_chooses_too(desk: FakeDesk, window: MainWindow) -> None:
    from PySide6.QtCore import QItemSelectionModel

    index = window.work.leads.model.index(0)
    window.work.leads.view.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    assert desk.card.wishes == [("show_lead", scenes.LEAD_ID)]


def test_search_waits_for_a_pause(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    search = field(window, "leads.search")
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert search.hasFocus()
    qtbot.keyClicks(search, "muell")
    assert desk.leads.wishes == []
    qtbot.waitUntil(lambda: desk.leads.wishes == [("set_search", "muell")], timeout=2000)


def test_tags_are_one_press(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.card.announce(scenes.card())
    press(qtbot, window, "lead.tag.Price")
    press(qtbot, window, "lead.tag.Renewal")
    qtbot.keyClicks(field(window, "lead.add_tag"), "Zweitwagen")
    qtbot.keyClick(field(window, "lead.add_tag"), Qt.Key.Key_Return)
    assert desk.card.wishes == [("add_tag", "Price"), ("drop_tag", "Renewal"), ("add_tag", "Zweitwagen")]


@pytest.mark.parametrize(("key", "result"), list(zip("1234567890", RESULTS[:10], strict=True)))
def test_digits_choose_results(desk: FakeDesk, window: MainWindow, qtbot: QtBot, key: str, result: CallResult) -> None:
    desk.wrapup.announce(scenes.wrapup(result=None, callback_at=None))
    qtbot.keyClicks(window.focusWidget(), key)
    assert desk.wrapup.wishes == [("choose", result)]


def test_digits_in_the_note_are_text(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.wrapup.announce(scenes.wrapup(note=""))
    note = find(window, "wrapup.note")
    assert isinstance(note, QPlainTextEdit)
    note.setFocus()
    qtbot.keyClicks(note, "14 Uhr")
    qtbot.waitUntil(lambda: desk.wrapup.wishes == [("set_note", "14 Uhr")], timeout=2000)


def test_digits_with_ctrl_choose_while_a_note_is_written(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.wrapup.announce(scenes.wrapup(note=""))
    note = find(window, "wrapup.note")
    note.setFocus()
    qtbot.keyClick(note, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert desk.wrapup.wishes == [("choose", RESULTS[2])]


def test_the_minus_asks_about_an_opt_out(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.wrapup.announce(scenes.wrapup(result=None, callback_at=None))
    qtbot.keyClicks(window.focusWidget(), "-")
    qtbot.keyClicks(window.focusWidget(), "1")  # not while the question is open
    assert find(window, "wrapup.opt_out_confirm").isVisible()
    assert desk.wrapup.wishes == []


def test_typing_is_not_disturbed_when_the_call_ends(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.wrapup.announce(scenes.wrapup(open=False, note=""))
    note = find(window, "wrapup.note")
    assert isinstance(note, QPlainTextEdit)
    note.setFocus()
    qtbot.keyClicks(note, "wants")
    desk.wrapup.announce(scenes.wrapup(open=True, note=""))
    assert note.toPlainText() == "wants"
    assert note.hasFocus()


def test_an_opt_out_is_asked_about_once(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.wrapup.announce(scenes.wrapup(result=CallResult.CONNECTED, callback_at=None))
    press(qtbot, window, "wrapup.disposition.OPT_OUT")
    assert desk.wrapup.wishes == []
    assert find(window, "wrapup.opt_out_confirm").isVisible()
    assert find(window, "wrapup.opt_out_cancel").hasFocus()
    press(qtbot, window, "wrapup.opt_out_cancel")
    assert desk.wrapup.wishes == []
    press(qtbot, window, "wrapup.disposition.OPT_OUT")
    press(qtbot, window, "wrapup.opt_out_confirm")
    assert desk.wrapup.wishes == [("choose", CallResult.OPT_OUT)]
    desk.wrapup.announce(scenes.wrapup(result=CallResult.OPT_OUT, callback_at=None))
    press(qtbot, window, "wrapup.save")
    assert desk.wrapup.wishes[-1][0] == "save"  # not asked again


def test_a_restored_opt_out_is_asked_about_before_it_is_saved(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.wrapup.announce(scenes.wrapup(result=CallResult.OPT_OUT, callback_at=None))
    press(qtbot, window, "wrapup.save")
    assert desk.wrapup.wishes == []
    press(qtbot, window, "wrapup.opt_out_confirm")
    assert desk.wrapup.wishes[-1][0] == "save"


def test_save_carries_the_form_and_goes_to_the_next_lead(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.card.announce(scenes.card())
    desk.wrapup.announce(scenes.wrapup())
    press(qtbot, window, "wrapup.reason.in_a_hurry")
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    form = WrapUpForm(
        result=CallResult.CALL_BACK_LATER,
        failure_reason="in_a_hurry",
        note="客户希望下午两点半后再联系。",
        callback_at=scenes.wrapup().callback_at,
    )
    assert desk.wrapup.wishes == [("save", form)]
    assert desk.card.wishes == []
    desk.wrapup.announce(WrapUpPicture())
    assert desk.card.wishes == [("show_lead", scenes.OTHER_LEAD_ID)]


def test_a_save_that_fails_stays_on_the_lead(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.card.announce(scenes.card())
    desk.wrapup.announce(scenes.wrapup())
    press(qtbot, window, "wrapup.save")
    desk.wrapup.announce(scenes.wrapup(error_title="The disk is full."))
    desk.wrapup.announce(scenes.wrapup())
    assert desk.card.wishes == []


def test_a_callback_left_from_another_result_is_not_saved(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.wrapup.announce(scenes.wrapup(result=CallResult.CONNECTED))
    press(qtbot, window, "wrapup.save")
    form = desk.wrapup.wishes[-1][1]
    assert isinstance(form, WrapUpForm)
    assert form.callback_at is None


def test_callbacks_are_in_the_customers_time(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.wrapup.announce(scenes.wrapup(callback_at=None))
    press(qtbot, window, "wrapup.callback.in_1_hour")
    press(qtbot, window, "wrapup.callback.tomorrow")
    field(window, "wrapup.callback").setText("2026-11-25 11:30")
    chosen = [wish[1] for wish in desk.wrapup.wishes]
    assert all(isinstance(at, dt.datetime) for at in chosen)
    assert [at.astimezone(dt.UTC).isoformat() for at in chosen if isinstance(at, dt.datetime)] == [
        "2026-11-20T09:45:00+00:00",
        "2026-11-21T02:00:00+00:00",
        "2026-11-25T03:30:00+00:00",
    ]


def test_nothing_can_be_saved_before_the_call_has_ended(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.wrapup.announce(scenes.wrapup(open=False))
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not button(window, "wrapup.save").isEnabled()
    assert desk.wrapup.wishes == []


def test_saving_without_an_outcome_says_what_is_missing(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    desk.wrapup.announce(scenes.wrapup(result=None, callback_at=None))
    press(qtbot, window, "wrapup.save")
    assert desk.wrapup.wishes == []
    assert find(window, "wrapup.problems").isVisible()


def test_sign_in(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    asks = SignInPicture(server_url="https://predial.example", username="liwei", passphrase="new")
    desk.session.signed_out.emit(asks)
    assert find(window, "login.password").hasFocus()
    press(qtbot, window, "login.sign_in")
    assert desk.session.wishes == []
    for name, typed in (("password", "secret"), ("passphrase", "one two"), ("passphrase_again", "one too")):
        field(window, f"login.{name}").setText(typed)
    press(qtbot, window, "login.sign_in")
    assert desk.session.wishes == []  # the two passphrases differ
    field(window, "login.passphrase_again").setText("one two")
    qtbot.keyClick(field(window, "login.passphrase_again"), Qt.Key.Key_Return)
    assert desk.session.wishes == [("sign_in", "https://predial.example", "liwei", "secret", "one two")]
    desk.session.sign_in_changed.emit(SignInPicture(busy=True))
    assert not button(window, "login.sign_in").isEnabled()
    desk.session.signed_in.emit(None)
    assert field(window, "login.password").text() == ""
    assert field(window, "login.passphrase").text() == ""


def test_settings_wish(desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    press(qtbot, window, "nav.settings")
    press(qtbot, window, "settings.theme.dark")
    press(qtbot, window, "settings.language.zh_CN")
    press(qtbot, window, "settings.sign_out")
    assert desk.settings.wishes == [("set_theme", "dark"), ("set_language", "zh_CN")]
    assert desk.session.wishes == [("sign_out",)]
    press(qtbot, window, "nav.leads")
    assert find(window, "leads.list").isVisible()


def test_the_window_remembers_its_place(desk: FakeDesk, window: MainWindow) -> None:
    window.close()
    assert desk.settings.window_geometry


def test_buttons_that_toggle_by_assistive_technology_wish_the_same(desk: FakeDesk, window: MainWindow) -> None:
    desk.wrapup.announce(scenes.wrapup(result=None, callback_at=None))
    busy = find(window, "wrapup.disposition.BUSY")
    assert isinstance(busy, QPushButton)
    busy.toggle()
    assert desk.wrapup.wishes == [("choose", CallResult.BUSY)]
    assert not busy.isChecked()


def test_a_free_line_has_no_dead_buttons(desk: FakeDesk, window: MainWindow) -> None:
    desk.calls.announce(CallPicture())
    assert not find(window, "call.hang_up").isVisible()
    assert not find(window, "call.mute").isVisible()
