"""A list of 100,000 leads costs the pages that are looked at."""

from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from agent_app.controllers.snapshots import LeadListPicture, LeadRow
from agent_app.ui.lead_list_model import PAGE_ROWS, ROW_ROLE, LeadListModel
from agent_domain.ids import LeadId, new_id
from agent_domain.leads import Intent

_COUNT = 100_000


class Pages:
    """Rows made on demand, with a count of how many were asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []

    def page(self, offset: int, limit: int) -> list[LeadRow]:
        self.asked.append((offset, limit))
        return [_row(place) for place in range(offset, min(offset + limit, _COUNT))]

    def index_of(self, lead_id: LeadId) -> int:
        return -1


def _row(place: int, name: str = "") -> LeadRow:
    return LeadRow(
        lead_id=LeadId(new_id()),
        name=name or f"Lead {place}",
        company="",
        phone="+4930123456",
        reference=f"A-{place}",
        intent=Intent.MEDIUM,
        badge="new",
    )


def _model(pages: Pages, count: int = _COUNT) -> LeadListModel:
    model = LeadListModel(pages)
    model.show(LeadListPicture(search="", matching=count, total=count))
    return model


def test_only_the_pages_looked_at_are_loaded(qapp: object) -> None:
    pages = Pages()
    model = _model(pages)
    assert model.rowCount() == _COUNT
    assert pages.asked == []
    assert model.data(model.index(70_123)) == "Lead 70123, +49 30 123456, New"
    model.data(model.index(70_124))
    assert pages.asked == [(70_000, PAGE_ROWS)]


def test_far_pages_are_forgotten(qapp: object) -> None:
    pages = Pages()
    model = _model(pages)
    for number in range(20):
        model.data(model.index(number * PAGE_ROWS))
    model.data(model.index(19 * PAGE_ROWS))
    assert len(pages.asked) == 20
    model.data(model.index(0))
    assert len(pages.asked) == 21


def test_a_changed_row_is_drawn_and_an_unseen_one_is_not_loaded(qapp: object, qtbot: QtBot) -> None:
    import msgspec

    pages = Pages()
    model = _model(pages)
    row = model.data(model.index(5), ROW_ROLE)
    assert isinstance(row, LeadRow)
    with qtbot.waitSignal(model.dataChanged):
        model.replace_row(msgspec.structs.replace(row, name="Changed"))
    assert model.data(model.index(5)) == "Changed, +49 30 123456, New"
    model.replace_row(_row(99_999))
    assert len(pages.asked) == 1


def test_the_list_grows_and_shrinks_by_the_rules_of_qt(qapp: object) -> None:
    pages = Pages()
    model = LeadListModel(pages)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for count in (3, 500, 0, 7):
        model.show(LeadListPicture(search="", matching=count, total=count))
        assert model.rowCount() == count
    assert tester.model() is model
    assert model.row_at(7) is None
    assert model.row_at(-1) is None


def test_the_place_of_a_lead_in_memory_is_told_without_asking() -> None:
    pages = Pages()
    model = _model(pages)
    rows = {place: model.row_at(place) for place in (0, 199, 700)}
    asked = list(pages.asked)
    for place, row in rows.items():
        assert row is not None
        assert model.position_of(row.lead_id) == place
    assert model.position_of(LeadId(new_id())) == -1
    assert pages.asked == asked
