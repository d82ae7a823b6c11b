"""What an agent does at the desk, move by move, with mouse and keyboard; each waits for its effect on the screen."""

import re
from pathlib import Path

from agent_domain.calls import CallResult
from agent_domain.dispositions import RESULTS
from resources.demo.desk import Desk, NotOnScreen

RESULT_KEYS = dict(zip(RESULTS, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "minus"], strict=True))
SIGN_IN_LIMIT_S = 40.0
SYNC_LIMIT_S = 40.0
RULE = re.compile(r"([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)")


class AgentAtWork:
    """The moves; the window speaks English when they begin.

    Attributes:
        desk: Eyes and hands.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def sign_in(self, server_url: str, username: str, password: str, passphrase: str) -> None:
        """Fill the sign-in page as far as it asks, and wait for the leads and the line."""
        desk = self.desk
        desk.wait(lambda: desk.enabled("login.sign_in"), "the sign-in page")
        if desk.text("login.server") != server_url:
            desk.fill("login.server", server_url)
        if desk.text("login.username") != username:
            desk.fill("login.username", username)
        desk.fill("login.password", password)
        self._fill_passphrase(passphrase)
        desk.click("login.sign_in")
        if desk.wait(self._signed_in_or_told, "the desk after sign-in", SIGN_IN_LIMIT_S) == "told":
            # The page finds out about the key store while the agent types; these were faster.
            self._fill_passphrase(passphrase)
            desk.click("login.sign_in")
            desk.wait(lambda: self._signed_in_or_told() == "signed in", "the desk after sign-in", SIGN_IN_LIMIT_S)

    def wait_registered(self, timeout_s: float = 15.0) -> None:
        self.desk.wait_text("status.registration", "Phone registered", timeout_s)

    def wait_leads(self, count: int, timeout_s: float = SYNC_LIMIT_S) -> None:
        """Wait until the list holds `count` leads."""
        self.desk.wait_text("leads.count", lambda text: text.endswith(f" {count}"), timeout_s)

    def wait_synced(self, timeout_s: float = SYNC_LIMIT_S) -> None:
        """Wait until nothing is only on this PC."""
        self.desk.wait_text("status.pending", "On this PC: 0", timeout_s)
        self.desk.wait_text("status.sync", "Synced", timeout_s)

    def open_lead(self, phone: str) -> None:
        """Search a number and open the lead that has it."""
        digits = phone.removeprefix("+")
        self.desk.fill("leads.search", digits)
        self.desk.keys("Return")
        self.desk.wait_text("lead.phone", lambda text: _digits(text) == digits)

    def show_whole_list(self) -> None:
        """Empty the search; the card stays."""
        self.desk.fill("leads.search", "")
        self.desk.wait_text("leads.count", _holds_all)

    def decision(self) -> str:
        return self.desk.text("lead.decision")

    def findings(self) -> list[tuple[str, str]]:
        """Return rule id and words of every reason on the card, blocks first."""
        found = []
        for place in range(20):
            identifier = f"lead.finding.{place}"
            if not self.desk.present(identifier):
                break
            words = self.desk.text(identifier)
            rule = RULE.search(words)
            found.append((rule.group(1) if rule else "", words))
        return found

    def dial(self) -> None:
        self.desk.click("call.dial")

    def wait_state(self, words: str, timeout_s: float = 20.0) -> None:
        """Wait until the line says for example ``In call``."""
        self.desk.wait_text("call.state", words, timeout_s)

    def wait_answered(self) -> None:
        self.wait_state("In call")

    def wait_wrapup(self, timeout_s: float = 30.0) -> None:
        """Wait until the outcome is asked for."""
        self.desk.wait(lambda: self.desk.enabled("wrapup.save"), "the wrap-up", timeout_s)

    def hang_up(self) -> None:
        self.desk.click("call.hang_up")
        self.wait_wrapup()

    def toggle_mute(self) -> None:
        self.desk.click("call.mute")

    def press_tag(self, name: str) -> None:
        """Press a tag, held or suggested: once adds, once more drops."""
        before = self.desk.checked(f"lead.tag.{name}")
        self.desk.click(f"lead.tag.{name}")
        self.desk.wait(
            lambda: not self.desk.present(f"lead.tag.{name}") or self.desk.checked(f"lead.tag.{name}") != before,
            f"the tag {name} changed",
        )

    def write_tag(self, name: str) -> None:
        """Add a tag by typing it."""
        self.desk.fill("lead.add_tag", name)
        self.desk.keys("Return")
        self.desk.wait(lambda: self.desk.checked(f"lead.tag.{name}"), f"the tag {name}")

    def note(self, text: str) -> None:
        """Write the note of the call."""
        self.desk.fill("wrapup.note", text)

    def preselected(self) -> CallResult | None:
        """Return the outcome that is marked."""
        return next((result for result in RESULTS if self.desk.checked(f"wrapup.disposition.{result}")), None)

    def choose_by_key(self, result: CallResult) -> None:
        """Choose the outcome with its key."""
        self.desk.keys(RESULT_KEYS[result])
        self.desk.wait(lambda: self.desk.checked(f"wrapup.disposition.{result}"), f"the outcome {result}")

    def choose(self, result: CallResult) -> None:
        """Choose the outcome with the mouse."""
        self.desk.click(f"wrapup.disposition.{result}")
        if result is CallResult.OPT_OUT:
            self.desk.click("wrapup.opt_out_confirm")
        self.desk.wait(lambda: self.desk.checked(f"wrapup.disposition.{result}"), f"the outcome {result}")

    def save(self) -> None:
        """Save the wrap-up and wait until the screen says that it is saved."""
        self.desk.click("wrapup.save")
        self.desk.wait(lambda: not self.desk.enabled("wrapup.save"), "the wrap-up saved")

    def use_look(self, theme: str, language: str) -> None:
        """Change theme and language in the settings and come back."""
        self.desk.click("nav.settings")
        self.desk.click(f"settings.theme.{theme}")
        self.desk.click(f"settings.language.{language}")
        self.desk.click("nav.leads")
        self.desk.wait(lambda: self.desk.present("leads.list"), "the leads")

    def photograph(self, folder: Path, what: str, looks: tuple[tuple[str, str], ...]) -> list[Path]:
        """Take the window's picture in several looks; the last look stays."""
        paths = []
        for theme, language in looks:
            self.use_look(theme, language)
            paths.append(self.desk.screenshot(folder / f"{what}-{theme}-{language}.png"))
        return paths

    def _fill_passphrase(self, passphrase: str) -> None:
        for field in ("login.passphrase", "login.passphrase_again"):
            if self.desk.present(field):
                self.desk.fill(field, passphrase)

    def _signed_in_or_told(self) -> str:
        """Return ``signed in``, ``told`` when the page asks for more, or nothing yet."""
        if self.desk.present("leads.search"):
            return "signed in"
        error = self.desk.text("login.error") if self.desk.present("login.error") else ""
        if error.startswith("Fill in"):
            return "told"
        if error:
            raise NotOnScreen(f"The sign-in was refused: {error}")
        return ""


def _holds_all(count: str) -> bool:
    """Whether ``Leads: 4670 of 4670`` tells of the whole list."""
    numbers = [word for word in count.split() if word.isdigit()]
    return len(set(numbers)) == 1


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
