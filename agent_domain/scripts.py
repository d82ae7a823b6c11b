"""Scripts: what to say, matched to the customer's tags and filled with what is known.

Source: requirements B10, B11, C1-C4, F18.
"""

from msgspec import Struct

from agent_domain.leads import CampaignKind


class ScriptStep(Struct, frozen=True, kw_only=True):
    """One thing to say or do.

    Attributes:
        text: May hold variables: ``{name}``, ``{agent}``, ``{company}``, ``{campaign}``, ``{open_question}``,
            ``{extraction_reason}``.
        question: The question that this step asks; when its answer is known, the answer is shown instead (C2).
        product: The product that this step proposes; dropped when the customer refused it (C3).
    """

    text: str
    question: str = ""
    product: str = ""


class Script(Struct, frozen=True, kw_only=True):
    """A script in one language.

    Attributes:
        tags: Needs that it speaks to; the script that shares most tags with the lead wins. Empty: serves anyone.
    """

    script_id: str
    version: int
    language: str
    title: str
    campaign_kinds: tuple[CampaignKind, ...] = ()
    tags: tuple[str, ...] = ()
    steps: tuple[ScriptStep, ...]
