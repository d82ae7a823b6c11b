"""The list: the mirror's pages with unsent work laid over them."""

from collections.abc import Callable

from agent_app.controllers.snapshots import LeadListPicture, LeadRow, RecordMark
from agent_domain.ids import LeadId, new_id
from agent_domain.leads import Intent, Lead
from tests.unit.agent_app.controllers.conftest import World
from tests.unit.agent_app.controllers.peer import Peer

MakeLead = Callable[..., Lead]


def test_pages_come_most_urgent_first_and_search_narrows(world: World, peer: Peer, make_lead: MakeLead) -> None:
    low = make_lead(1, name="Anna Low", intent=Intent.LOW)
    high = make_lead(2, name="Berta High", requested=True)
    peer.put(low, high)
    world.begin()
    rows = world.desk.leads.page(0, 10)
    assert [row.lead_id for row in rows] == [high.lead_id, low.lead_id]
    assert [row.badge for row in rows] == ["requested", "new"]
    assert world.desk.leads.page(1, 1) == rows[1:]
    assert world.desk.leads.index_of(low.lead_id) == 1
    assert world.desk.leads.index_of(LeadId(new_id())) == -1
    pictures: list[LeadListPicture] = []
    world.desk.leads.list_changed.connect(pictures.append)
    world.desk.leads.set_search(" anna ")
    assert pictures == [LeadListPicture(search="anna", matching=1, total=2)]
    assert [row.name for row in world.desk.leads.page(0, 10)] == ["Anna Low"]
    world.desk.leads.set_search("anna")
    assert len(pictures) == 1


def test_a_row_follows_its_record_from_here_to_confirmed(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead()
    peer.put(lead)
    world.begin()
    rows: list[LeadRow] = []
    world.desk.leads.row_changed.connect(rows.append)
    world.show(lead)
    world.desk.card.add_tag("price")
    assert rows[0].mark is RecordMark.ON_THIS_PC
    world.wait(lambda: world.desk.leads.page(0, 1)[0].mark is RecordMark.CONFIRMED)


def test_without_a_shift_the_list_is_empty(world: World) -> None:
    leads = world.desk.leads
    leads.refresh()
    assert (leads.page(0, 10), leads.index_of(LeadId(new_id())), leads.picture.total) == ([], -1, 0)


def test_many_settled_at_once_redraw_the_list_once(world: World, peer: Peer, make_lead: MakeLead) -> None:
    many = [make_lead(1, phone=f"+4930123{number:04d}", reference=str(number)) for number in range(60)]
    peer.put(*many)
    world.begin()
    peer.stop()
    for lead in many:
        world.desk.card.show_lead(lead.lead_id)
        world.desk.card.add_tag("price")
    world.wait(lambda: world.desk.status.picture.pending == 60)
    lists: list[LeadListPicture] = []
    world.desk.leads.list_changed.connect(lists.append)
    peer.start()
    world.shift.sync.wake()
    world.wait(lambda: world.desk.status.picture.pending == 0 and len(lists) > 0)
    world.wait(lambda: all(row.mark is RecordMark.CONFIRMED for row in world.desk.leads.page(0, 100)))
    assert len(lists) < 10
