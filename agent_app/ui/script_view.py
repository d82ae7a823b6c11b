"""What to say: the matching script, filled, with what must not be said struck out (C1-C4)."""

import html
import math
import re

from PySide6.QtCore import QSizeF, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QTextBrowser, QWidget

from agent_app.controllers.snapshots import ScriptLine
from agent_app.ui.card import Card
from agent_app.ui.texts import Caption, ElidedLabel
from agent_app.ui.theme import tokens

TEXT_PX = 15
_INDENT_PX = 28
_LEAST_PX = 190


class ScriptView(Card):
    """The script as one readable text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._lines: tuple[ScriptLine, ...] = ()
        self._caption = Caption()
        self._name = ElidedLabel("secondary")
        self._name.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.text = QTextBrowser()
        self.text.setAccessibleIdentifier("lead.script")
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.document().setDocumentMargin(0)
        self.text.document().setIndentWidth(_INDENT_PX)
        self.text.setTabChangesFocus(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._caption)
        head.addWidget(self._name, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.text, 1)
        self.text.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.redraw()

    def show_script(self, title: str, lines: tuple[ScriptLine, ...]) -> None:
        """Draw a script; no lines mean that none serves this customer."""
        unchanged = (title, lines) == (self._title, self._lines) and not self.text.document().isEmpty()
        self._title, self._lines = title, lines
        self._name.setText(title)
        if not unchanged:
            self._draw()

    def redraw(self) -> None:
        """Draw texts again after a change of language or theme."""
        self._caption.say(self.tr("Script"))
        self.text.setAccessibleName(self.tr("Script"))
        self._draw()

    def _draw(self) -> None:
        if not self._lines:
            text = html.escape(self.tr("No script serves this customer. Say who you are, why you call, and ask."))
            self.text.setHtml(f'<p style="color:{tokens().secondary}">{text}</p>')
            return
        rows = "".join(f'<li style="margin-bottom:8px">{self._words(line)}</li>' for line in self._lines)
        self.text.setHtml(f'<ol style="font-size:{TEXT_PX}px;margin:0;-qt-list-indent:1">{rows}</ol>')

    @Slot(QSizeF)
    def _fit(self, size: QSizeF) -> None:
        """Be no taller than the text, and no smaller than a few lines of it."""
        around = self.body.contentsMargins()
        title = max(self._caption.sizeHint().height(), self._name.sizeHint().height())
        head = title + self.body.spacing() + around.top() + around.bottom()
        wanted = math.ceil(size.height()) + head + 6
        self.setMinimumHeight(min(wanted, _LEAST_PX))
        self.setMaximumHeight(wanted)

    def _words(self, line: ScriptLine) -> str:
        spoken = struck_html(line.text, line.struck, tokens().bad)
        if not line.known_answer:
            return spoken
        known = html.escape(self.tr("Known already: {0}").format(line.known_answer))
        return f'<span style="color:{tokens().good};font-weight:600">{known}</span>'


def struck_html(text: str, struck: tuple[str, ...], colour: str) -> str:
    """Return the text as HTML with every forbidden expression struck out, whatever its capitals."""
    wanted = [re.escape(word) for word in sorted(struck, key=len, reverse=True) if word]
    if not wanted:
        return html.escape(text)
    pieces = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    return "".join(
        f'<s style="color:{colour}">{html.escape(piece)}</s>' if place % 2 else html.escape(piece)
        for place, piece in enumerate(pieces)
    )
