"""The colours, by what they mean. Every pair of text and ground keeps a contrast of 4.5 to 1 (WCAG 2.2 AA)."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """One palette.

    Attributes:
        hover: Ground of a quiet control under the pointer.
        disabled: Text of what cannot be used now.
        danger: Ground of the one button that ends something; `on_danger` its text.
        struck: Words that must not be said.
    """

    background: str
    card: str
    line: str
    line_strong: str
    text: str
    secondary: str
    disabled: str
    hover: str
    accent: str
    accent_soft: str
    on_accent: str
    good: str
    good_soft: str
    warning: str
    warning_soft: str
    warning_line: str
    bad: str
    bad_soft: str
    bad_line: str
    danger: str
    on_danger: str

    def tone(self, name: str) -> tuple[str, str]:
        """Return (text, ground) of ``accent``, ``good``, ``warning``, ``bad`` or ``neutral``."""
        if name == "neutral":
            return self.secondary, self.background
        return getattr(self, name), getattr(self, f"{name}_soft")


LIGHT = Tokens(
    background="#F4F6F9",
    card="#FFFFFF",
    line="#E3E8EF",
    line_strong="#CBD3DE",
    text="#17212F",
    secondary="#56667A",
    disabled="#9AA6B4",
    hover="#F0F3F8",
    accent="#2159D6",
    accent_soft="#E8EFFE",
    on_accent="#FFFFFF",
    good="#0E7350",
    good_soft="#E2F6EE",
    warning="#8A5000",
    warning_soft="#FFF4DF",
    warning_line="#F1D49B",
    bad="#BD2828",
    bad_soft="#FDECEC",
    bad_line="#F3C1C1",
    danger="#C42B2B",
    on_danger="#FFFFFF",
)

DARK = Tokens(
    background="#11161D",
    card="#1A212B",
    line="#2B3542",
    line_strong="#3D4A5A",
    text="#E8EDF4",
    secondary="#9AA8B8",
    disabled="#5D6B7B",
    hover="#222B37",
    accent="#7BA6FF",
    accent_soft="#20304F",
    on_accent="#0D1626",
    good="#4CCB9F",
    good_soft="#173B31",
    warning="#F2C063",
    warning_soft="#3B2F17",
    warning_line="#5E4A20",
    bad="#FF8F8F",
    bad_soft="#452024",
    bad_line="#6B2F35",
    danger="#C93A3A",
    on_danger="#FFFFFF",
)
