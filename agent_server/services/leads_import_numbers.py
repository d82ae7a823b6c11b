"""What the first pass keeps of a file: one number per row, in 10 bytes, and which numbers come again.

Source: requirements B2.
"""

from array import array
from collections.abc import Iterator

from agent_domain.phone import PhoneNumber


class NumberLog:
    """The numbers of all rows in order, so that the second pass need not parse them again (most of the work).

    Attributes:
        doubtful: Rows whose number is possible but in no known range (Q8).
    """

    def __init__(self) -> None:
        self._digits = array("Q")
        self._traits = array("H")
        self._known_traits: dict[tuple[str, bool], int] = {}
        self._seen: set[int] = set()
        self._repeats: dict[int, int] = {}
        self.doubtful = 0

    def add(self, phone: PhoneNumber | None) -> None:
        """Note the number of the next row; None where it has none that can be used."""
        if phone is None:
            self._digits.append(0)
            self._traits.append(0)
            return
        digits = int(phone.e164)
        self._digits.append(digits)
        self._traits.append(self._known_traits.setdefault((phone.region, phone.is_valid), len(self._known_traits)))
        self.doubtful += not phone.is_valid
        if digits in self._seen:
            self._repeats[digits] = self._repeats.get(digits, 1) + 1
        else:
            self._seen.add(digits)

    def __iter__(self) -> Iterator[PhoneNumber | None]:
        """Yield the numbers again; their kind and extension are not kept."""
        traits = list(self._known_traits)
        for digits, trait in zip(self._digits, self._traits, strict=True):
            if not digits:
                yield None
                continue
            region, is_valid = traits[trait]
            yield PhoneNumber(e164=f"+{digits}", region=region, is_valid=is_valid, kind="")

    def repeats(self, phone: PhoneNumber) -> int:
        """Return in how many rows of the file the number stands."""
        return self._repeats.get(int(phone.e164), 1)
