"""What may be wrong with any window, in words; used by the tests, and run as a program for other scale factors."""

import sys
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
    QWidget,
)

from agent_app.controllers.snapshots import RecordMark, SettingsPicture, SignInPicture
from agent_app.ui.main_window import MainWindow
from agent_app.ui.stylesheet import FONT_FAMILIES
from agent_app.ui.texts import ElidedLabel
from tests.unit.agent_app.ui import scenes
from tests.unit.agent_app.ui.fake_desk import FakeDesk

SIZES = ((1440, 900), (1180, 720))
SCENES = ("idle", "blocked", "call", "wrapup", "opt_out", "empty", "settings", "sign_in")


def open_scene(scene: str, *, language: str, theme: str, size: tuple[int, int]) -> MainWindow:
    desk = FakeDesk()
    desk.settings.picture = SettingsPicture(theme=theme, language=language)
    desk.status.picture = scenes.STATUS
    window = MainWindow(desk, clock=lambda: scenes.NOW)  # type: ignore[arg-type]
    window.resize(*size)
    window.show()
    desk.session.signed_in.emit(None)
    desk.leads.hold([] if scene == "empty" else scenes.rows())
    if scene in ("idle", "call"):
        desk.card.announce(scenes.card(scenes.allowed(scenes.warning())))
    if scene in ("blocked", "wrapup", "opt_out"):
        desk.card.announce(scenes.card(scenes.blocked()))
    if scene == "call":
        desk.calls.announce(scenes.talking(muted=True))
        desk.wrapup.announce(scenes.wrapup(open=False, result=None, callback_at=None))
    if scene in ("wrapup", "opt_out"):
        desk.wrapup.announce(scenes.wrapup(saved_mark=RecordMark.NEEDS_ATTENTION, problems=("callback_too_far",)))
    if scene == "opt_out":
        button = find(window, "wrapup.disposition.OPT_OUT")
        assert isinstance(button, QAbstractButton)
        button.click()
    if scene == "settings":
        window.show_page("settings")
    if scene == "sign_in":
        failed = SignInPicture(
            server_url="https://predial.example",
            username="liwei",
            passphrase="new",
            error_title="The server cannot be reached.",
            error_message="Check the network connection.",
        )
        desk.session.signed_out.emit(failed)
    QApplication.processEvents()
    return window


def close_window(window: MainWindow) -> None:
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def find(window: QWidget, identifier: str) -> QWidget:
    return next(w for w in window.findChildren(QWidget) if w.accessibleIdentifier() == identifier)


def problems(window: MainWindow) -> list[str]:
    found: list[str] = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        found += [f"{_who(widget)}: {problem}" for problem in _of_widget(widget)]
    return found


def _of_widget(widget: QWidget) -> list[str]:
    found = []
    if isinstance(widget, QPushButton) and widget.text() and _too_small(widget):
        found.append(f"clipped: {widget.text()!r} has {widget.size()}, wants {widget.minimumSizeHint()}")
    if isinstance(widget, QPushButton) and not widget.icon().isNull() and not widget.text() and widget.height() < 24:
        found.append(f"squeezed: {widget.size()}")
    if isinstance(widget, ElidedLabel):
        if widget.accessibleIdentifier() == "lead.phone" and _is_cut(widget):
            found.append("the number is cut")
        if _is_cut(widget) and not widget.toolTip():
            found.append(f"cut without a tool tip: {widget.text()!r}")
    elif isinstance(widget, QLabel) and widget.text():
        found += _of_label(widget)
    if isinstance(widget, QLabel | QPushButton) and widget.font().families()[:1] != [FONT_FAMILIES[0]]:
        found.append(f"has the font {widget.font().families()}")
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled():
        if not widget.accessibleName():
            found.append("can have the focus but has no name")
        if not widget.accessibleIdentifier():
            found.append("can have the focus but has no identifier")
    parent = widget.parentWidget()
    if parent is not None and not widget.isWindow() and _sticks_out(widget, parent):
        found.append(f"sticks out of its parent: {widget.geometry()} in {parent.rect()}")
    return found


def _is_cut(label: ElidedLabel) -> bool:
    return label.fontMetrics().horizontalAdvance(label.text()) > label.contentsRect().width()


def _of_label(label: QLabel) -> list[str]:
    if label.wordWrap():
        if label.height() < label.heightForWidth(label.width()):
            return [f"lines cut: {label.text()!r} has {label.height()}, wants {label.heightForWidth(label.width())}"]
    elif label.width() < label.sizeHint().width() or label.height() < label.minimumSizeHint().height():
        return [f"cut: {label.text()!r} has {label.size()}, wants {label.sizeHint()}"]
    return []


def _too_small(button: QPushButton) -> bool:
    wanted = button.minimumSizeHint() if not button.icon().isNull() else button.sizeHint()
    return button.width() < wanted.width() or button.height() < wanted.height()


def _sticks_out(widget: QWidget, parent: QWidget) -> bool:
    area = parent.parentWidget()
    scrolled = isinstance(area, QAbstractScrollArea) or isinstance(parent, QScrollArea)
    if scrolled:  # up and down is what it is for; sideways never
        return isinstance(area, QScrollArea) and widget.width() > parent.width()
    return not parent.rect().contains(widget.geometry().intersected(QRect(QPoint(-9999, -9999), QPoint(9999, 9999))))


def tab_order_problems(window: MainWindow) -> list[str]:
    """Walk the focus chain; inside a column it must go down, and from left to right in a row."""
    chain: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not window:
        tabbed = widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        if tabbed and widget.isVisible() and widget.isEnabled():
            chain.append(widget)
        widget = widget.nextInFocusChain()
    columns = [
        column
        for column in (window.rail, window.work.leads, window.work.middle, window.work.right)
        if column.isVisible()
    ]
    found = []
    for before, after in pairwise(chain):
        if _place(before, window, columns) > _place(after, window, columns):
            found.append(f"{_who(before)} comes before {_who(after)}")
    return found


def _place(widget: QWidget, window: MainWindow, columns: list[QWidget]) -> tuple[int, int, int]:
    at = widget.mapTo(window, widget.rect().center())
    area = widget.parentWidget()
    while area is not None and area is not window:  # what is scrolled out of sight stands at the edge
        if isinstance(area, QScrollArea):
            bottom = area.mapTo(window, area.rect().bottomLeft()).y()
            if at.y() > bottom:
                at = QPoint(0, bottom + 16)
        area = area.parentWidget()
    column = next((n for n, column in enumerate(columns) if column.isAncestorOf(widget)), len(columns))
    return column, at.y() // 16, at.x()


def _who(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleIdentifier() or widget.objectName()}".strip()


def lint(languages: tuple[str, ...], themes: tuple[str, ...]) -> list[str]:
    found = []
    for language in languages:
        for theme in themes:
            for size in SIZES:
                for scene in SCENES:
                    window = open_scene(scene, language=language, theme=theme, size=size)
                    found += [f"{language} {theme} {size[0]} {scene}: {p}" for p in problems(window)]
                    found += [f"{language} {theme} {size[0]} {scene}: {p}" for p in tab_order_problems(window)]
                    close_window(window)
    return found


if __name__ == "__main__":
    application = QApplication([])
    wrong = lint(tuple(sys.argv[1:]), ("light",))
    sys.stdout.write("\n".join(wrong))
    sys.exit(1 if wrong else 0)
