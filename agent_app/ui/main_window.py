"""The window: sign-in, then the desk with its rail and its status line. Thread: main."""

from PySide6.QtCore import QByteArray, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from agent_app.controllers.desk import Desk
from agent_app.controllers.snapshots import SettingsPicture, SignInPicture
from agent_app.ui.nav_rail import NavRail
from agent_app.ui.settings_page import SettingsPage
from agent_app.ui.sign_in_page import SignInPage
from agent_app.ui.status_bar import StatusBar
from agent_app.ui.theme import apply_style_sheet, apply_theme, choose_theme
from agent_app.ui.translations import Translations
from agent_app.ui.work_page import WorkPage
from agent_domain.clock import Clock, utc_now

_SIZE_PX = (1440, 900)
_MINIMUM_PX = (1180, 720)
_TICK_MS = 1000
_SIGN_IN, _DESK = 0, 1


class MainWindow(QMainWindow):
    """Everything that the agent sees; built on the controllers alone.

    Attributes:
        sign_in: The sign-in page.
        work: The desk at work.
    """

    def __init__(self, desk: Desk, clock: Clock = utc_now) -> None:
        super().__init__()
        self._desk, self._clock = desk, clock
        self._application = _application()
        self._translations = Translations(self._application, self)
        self._theme = desk.settings.picture.theme
        choose_theme(self._application, self._theme)
        self._application.setStyleSheet("")
        self._translations.use(desk.settings.picture.language)
        self.sign_in = SignInPage()
        self.rail = NavRail()
        self.work = WorkPage(desk, clock)
        self.settings = SettingsPage()
        self.status = StatusBar()
        self._pages = {"leads": self.work, "settings": self.settings}
        self._arrange()
        apply_style_sheet(self._application)
        self._connect()
        self._add_shortcuts()
        self.setWindowTitle("Predial")
        self.sign_in.show_sign_in(desk.session.picture)
        self.settings.show_settings(desk.settings.picture)
        self.status.show_status(desk.status.picture)
        self.show_page("leads")
        self._place()
        self._ticking = QTimer(self, interval=_TICK_MS)
        self._ticking.timeout.connect(self._on_tick)
        self._ticking.start()

    def show_page(self, name: str) -> None:
        """Show ``leads`` or ``settings``."""
        self._stack.setCurrentWidget(self._pages[name])
        self.rail.show_page(name)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._desk.settings.set_window_geometry(bytes(self.saveGeometry().data()))
        super().closeEvent(event)

    def _arrange(self) -> None:
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        desk = QWidget()
        desk.setObjectName("page")
        row = QHBoxLayout(desk)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        right.addWidget(self.status)
        self._whole = QStackedWidget()
        self._whole.addWidget(self.sign_in)
        self._whole.addWidget(desk)
        self.setCentralWidget(self._whole)

    def _connect(self) -> None:
        desk = self._desk
        desk.session.sign_in_changed.connect(self.sign_in.show_sign_in)
        desk.session.signed_in.connect(self._on_signed_in)
        desk.session.signed_out.connect(self._on_signed_out)
        desk.settings.settings_changed.connect(self._on_settings)
        desk.status.status_changed.connect(self.status.show_status)
        self.sign_in.sign_in_requested.connect(desk.session.sign_in)
        self.rail.page_requested.connect(self.show_page)
        self.settings.theme_requested.connect(desk.settings.set_theme)
        self.settings.language_requested.connect(desk.settings.set_language)
        self.settings.sign_out_requested.connect(desk.session.sign_out)
        self._application.styleHints().colorSchemeChanged.connect(self._on_system_scheme)

    def _add_shortcuts(self) -> None:
        for keys, slot in (
            ("Ctrl+F", self._on_search),
            ("F9", self.work.dial),
            ("F10", self.work.hang_up),
            ("Ctrl+M", self.work.toggle_mute),
            ("Ctrl+Return", self.work.wrapup.save_now),
            ("Ctrl+Enter", self.work.wrapup.save_now),
        ):
            QShortcut(QKeySequence(keys), self, slot)

    def _place(self) -> None:
        self.setMinimumSize(*_MINIMUM_PX)
        geometry = self._desk.settings.window_geometry
        if not geometry or not self.restoreGeometry(QByteArray(geometry)):
            self.resize(*_SIZE_PX)

    def _redraw(self) -> None:
        for part in (self.sign_in, self.work, self.settings):
            part.redraw()
        self.rail.redraw()
        self.status.redraw()

    @Slot()
    def _on_tick(self) -> None:
        if self._whole.currentIndex() == _DESK:
            self.work.tick(self._clock())

    @Slot()
    def _on_search(self) -> None:
        if self._whole.currentIndex() == _DESK:
            self.show_page("leads")
            self.work.search()

    @Slot(object)
    def _on_signed_in(self, _profile: object) -> None:
        self.sign_in.forget_secrets()
        self.show_page("leads")
        self._whole.setCurrentIndex(_DESK)
        self.work.search()

    @Slot(object)
    def _on_signed_out(self, picture: SignInPicture) -> None:
        self._whole.setCurrentIndex(_SIGN_IN)
        self.sign_in.show_sign_in(picture)
        self.sign_in.focus_first_empty()

    @Slot(object)
    def _on_settings(self, picture: SettingsPicture) -> None:
        self.settings.show_settings(picture)
        spoken_otherwise = self._translations.use(picture.language)
        if picture.theme != self._theme:
            self._theme = picture.theme
            apply_theme(self._application, picture.theme)
        elif not spoken_otherwise:
            return
        self._redraw()

    @Slot(Qt.ColorScheme)
    def _on_system_scheme(self, _scheme: Qt.ColorScheme) -> None:
        if self._theme == "system":
            apply_theme(self._application, self._theme)
            self._redraw()


def _application() -> QApplication:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("a QApplication must stand before the window")
    return application
