"""A desk without engine, server or cache: controllers that note each wish and announce what a test tells them.

They derive from the real controllers, so that names and signals cannot drift apart; what a wish does is replaced.
"""

from datetime import datetime

from PySide6.QtCore import QObject, Signal, Slot

from agent_app.controllers.calls import CallsController
from agent_app.controllers.card import CardController
from agent_app.controllers.leads import LeadsController
from agent_app.controllers.session import SessionController
from agent_app.controllers.settings import SettingsController
from agent_app.controllers.snapshots import (
    CallPicture,
    LeadListPicture,
    LeadRow,
    SettingsPicture,
    SignInPicture,
    StatusPicture,
    WrapUpForm,
    WrapUpPicture,
)
from agent_app.controllers.status import StatusController
from agent_app.controllers.wrapup import WrapUpController
from agent_domain.calls import CallResult
from agent_domain.ids import LeadId


class FakeSession(QObject):
    sign_in_changed = Signal(object)
    signed_in = Signal(object)
    signed_out = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.wishes: list[tuple[object, ...]] = []
        self.picture = SignInPicture()

    @Slot(str, str, str, str)
    def sign_in(self, server_url: str, username: str, password: str, passphrase: str = "") -> None:
        self.wishes.append(("sign_in", server_url, username, password, passphrase))

    @Slot()
    def sign_out(self) -> None:
        self.wishes.append(("sign_out",))


class FakeLeads(QObject):
    list_changed = Signal(object)
    row_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.wishes: list[tuple[object, ...]] = []
        self.rows: list[LeadRow] = []
        self.pages_asked: list[int] = []
        self.picture = LeadListPicture(search="", matching=0, total=0)

    def hold(self, rows: list[LeadRow]) -> None:
        self.rows = rows
        self.picture = LeadListPicture(search="", matching=len(rows), total=len(rows))
        self.list_changed.emit(self.picture)

    @Slot(str)
    def set_search(self, text: str) -> None:
        self.wishes.append(("set_search", text))

    @Slot()
    def refresh(self) -> None:
        self.wishes.append(("refresh",))

    def page(self, offset: int, limit: int) -> list[LeadRow]:
        self.pages_asked.append(offset)
        return self.rows[offset : offset + limit]

    def index_of(self, lead_id: LeadId) -> int:
        return next((place for place, row in enumerate(self.rows) if row.lead_id == lead_id), -1)


class FakeCard(QObject):
    card_changed = Signal(object)
    card_cleared = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.wishes: list[tuple[object, ...]] = []
        self.picture = None

    def announce(self, picture: object) -> None:
        self.picture = picture
        self.card_changed.emit(picture)

    @Slot(object)
    def show_lead(self, lead_id: LeadId) -> None:
        self.wishes.append(("show_lead", lead_id))

    @Slot(str)
    def show_number(self, text: str) -> None:
        self.wishes.append(("show_number", text))

    @Slot(str)
    def add_tag(self, name: str) -> None:
        self.wishes.append(("add_tag", name))

    @Slot(str)
    def drop_tag(self, name: str) -> None:
        self.wishes.append(("drop_tag", name))


class FakeCalls(QObject):
    call_changed = Signal(object)
    dial_refused = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.wishes: list[tuple[object, ...]] = []
        self.picture = CallPicture()

    def announce(self, picture: CallPicture) -> None:
        self.picture = picture
        self.call_changed.emit(picture)

    @Slot()
    def dial(self) -> None:
        self.wishes.append(("dial",))

    @Slot()
    def hang_up(self) -> None:
        self.wishes.append(("hang_up",))

    @Slot()
    def toggle_mute(self) -> None:
        self.wishes.append(("toggle_mute",))


class FakeWrapUp(QObject):
    wrapup_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.wishes: list[tuple[object, ...]] = []
        self.picture = WrapUpPicture()

    def announce(self, picture: WrapUpPicture) -> None:
        self.picture = picture
        self.wrapup_changed.emit(picture)

    @Slot(object)
    def choose(self, result: CallResult) -> None:
        self.wishes.append(("choose", result))

    @Slot(str)
    def set_note(self, text: str) -> None:
        self.wishes.append(("set_note", text))

    @Slot(object)
    def set_callback(self, at: datetime | None) -> None:
        self.wishes.append(("set_callback", at))

    @Slot(object)
    def save(self, form: WrapUpForm) -> None:
        self.wishes.append(("save", form))


class FakeStatus(QObject):
    status_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.picture = StatusPicture()

    def announce(self, picture: StatusPicture) -> None:
        self.picture = picture
        self.status_changed.emit(picture)


class FakeSettings(QObject):
    settings_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.wishes: list[tuple[object, ...]] = []
        self.picture = SettingsPicture(theme="light")
        self.window_geometry = b""

    def announce(self, picture: SettingsPicture) -> None:
        self.picture = picture
        self.settings_changed.emit(picture)

    @property
    def theme(self) -> str:
        return self.picture.theme

    @property
    def language(self) -> str:
        return self.picture.language

    @Slot(str)
    def set_theme(self, theme: str) -> None:
        self.wishes.append(("set_theme", theme))

    @Slot(str)
    def set_language(self, language: str) -> None:
        self.wishes.append(("set_language", language))

    def set_window_geometry(self, geometry: bytes) -> None:
        self.window_geometry = geometry


class FakeDesk:
    """Shaped like agent_app.controllers.desk.Desk."""

    def __init__(self) -> None:
        self.session = FakeSession()
        self.leads = FakeLeads()
        self.card = FakeCard()
        self.calls = FakeCalls()
        self.wrapup = FakeWrapUp()
        self.status = FakeStatus()
        self.settings = FakeSettings()


PAIRS = (
    (FakeSession, SessionController),
    (FakeLeads, LeadsController),
    (FakeCard, CardController),
    (FakeCalls, CallsController),
    (FakeWrapUp, WrapUpController),
    (FakeStatus, StatusController),
    (FakeSettings, SettingsController),
)
"""Each fake with the real class whose signals and slots it must have."""
