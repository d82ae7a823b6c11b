import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_app.storage.cache import Cache
from agent_app.storage.tables import fold_text, search_terms
from agent_domain.changes import LeadPut
from agent_domain.ids import LeadId
from agent_domain.leads import Lead, Tag

from .things import make_lead, make_page

LEADS = {
    "wang": make_lead(name="王伟", company="北京装修公司", phone="+8613812345678", reference="A-00077"),
    "wang2": make_lead(name="王伟明", phone="+8613900000001", reference="A-00078", tags=(Tag(name="保险"),)),
    "mueller": make_lead(name="Jörg Müller", company="Großmann AG", phone="+4915112345678", reference="B-1"),
    "elkin": make_lead(name="Семён Ёлкин", company="Ромашка", phone="+79161234567", reference="C-9"),
    "smith": make_lead(
        name="Mary Smith",
        company="O'Neill & Sons 100%",
        phone="+15551234567",
        reference="D-5_5",
        tags=(Tag(name="Loan"),),
    ),
}


@pytest.fixture
def filled(cache: Cache) -> Cache:
    cache.mirror.apply(make_page(1, *(LeadPut(lead=lead) for lead in LEADS.values())))
    return cache


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("王", "wang wang2"),
        ("王伟", "wang wang2"),
        ("王伟明", "wang2"),
        ("装修", "wang"),
        ("保险", "wang2"),
        ("muller", "mueller"),
        ("MÜLLER", "mueller"),
        ("Ｍüller", "mueller"),
        ("grossmann", "mueller"),
        ("елкин", "elkin"),
        ("СЕМЕН ромашка", "elkin"),
        ("mary smith", "smith"),
        ("smith   MARY", "smith"),
        ("mary müller", ""),
        ("m", "mueller smith"),
        ("loan", "smith"),
        ("o'neill", "smith"),
        ("100%", "smith"),
        ("5_5", "smith"),
        ("_", "smith"),
        ("%", "smith"),
        ("A-00077", "wang"),
        ("00077", "wang"),
        ("+1 (555) 123-4567", "smith"),
        ("0151 12345678", "mueller"),
        ("１３８", "wang"),
        ("138 1234 5678", "wang"),
        ("12345678", "wang mueller"),
        ("5-5", "smith"),
        ("1 2", "wang mueller elkin smith"),
        ("' OR 1=1 --", ""),
        ('"', ""),
        ("zzz", ""),
        ("  ", " ".join(LEADS)),
    ],
)
def test_finds(filled: Cache, search: str, expected: str) -> None:
    wanted = {LEADS[name].lead_id for name in expected.split()}
    assert {row.lead_id for row in filled.mirror.page(search, 0, 50)} == wanted
    assert filled.mirror.count(search) == len(wanted)


words = st.text(st.sampled_from("abÄß王伟ёЁ0 1-+%'\"\n"), max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(words, words), max_size=12), words, st.integers(1, 5))
def test_finds_what_a_plain_search_finds(cache: Cache, names: list[tuple[str, str]], search: str, size: int) -> None:
    leads = [make_lead(name=name, company=company) for name, company in names]
    cache.mirror.reset()
    cache.mirror.apply(make_page(1, *(LeadPut(lead=lead) for lead in leads)))
    expected = {lead.lead_id for lead in leads if plainly_matches(lead, search)}
    found: list[LeadId] = []
    while page := cache.mirror.page(search, len(found), size):
        found += [row.lead_id for row in page]
    assert len(found) == len(set(found)) == cache.mirror.count(search)
    assert set(found) == expected


def plainly_matches(lead: Lead, search: str) -> bool:
    words, digits = search_terms(search)
    text = fold_text(f"{lead.name}\n{lead.company}\n{lead.phone[1:]}\n{lead.reference}")
    if not words and not digits:
        return True
    return bool(words and all(word in text for word in words)) or bool(digits and digits in text)
