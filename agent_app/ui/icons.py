"""Lucide icons (ISC, resources/icons/LICENSE), tinted and drawn at the pixel ratio of the screen."""

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QPushButton

from agent_app.ui.theme import tokens

ICON_PX = 16
_GAP_PX = 6
_RATIOS = (1, 2)  # between them Qt scales the larger one down


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return files("resources").joinpath("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def pixmap(name: str, colour: str, size_px: int = ICON_PX, ratio: float = 1.0, gap_px: int = 0) -> QPixmap:
    """Return an icon of `size_px` device-independent pixels, drawn for a screen of that pixel ratio.

    Args:
        name: Of the file in resources/icons.
        colour: As #RRGGBB.
        size_px: Width and height of the drawing.
        ratio: Device pixels per device-independent pixel.
        gap_px: Empty room at the right, where a text follows.

    Raises:
        FileNotFoundError: There is no such icon.
    """
    svg = _drawing(name).replace("currentColor", colour)
    drawn = QPixmap(QSize(round((size_px + gap_px) * ratio), round(size_px * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size_px * ratio, size_px * ratio))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


@lru_cache(maxsize=256)
def icon(name: str, colour: str, disabled: str = "", size_px: int = ICON_PX, gap_px: int = 0) -> QIcon:
    """Return an icon for a button; `disabled` is its colour when the button cannot be used."""
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(pixmap(name, colour, size_px, ratio, gap_px))
        made.addPixmap(pixmap(name, disabled or colour, size_px, ratio, gap_px), QIcon.Mode.Disabled)
    return made


def lead_with_icon(button: QPushButton, name: str, colour: str) -> None:
    """Put an icon before the words of a button."""
    button.setIconSize(QSize(ICON_PX + _GAP_PX, ICON_PX))
    button.setIcon(icon(name, colour, tokens().disabled, gap_px=_GAP_PX))
