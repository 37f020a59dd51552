"""The sizes of the boxes of a diagram, by the texts in them."""

from generator.pages.diagram import Box
from generator.pages.diagram_text import width

TITLE, TEXT, FAR = 13, 11, 21  # sizes of fonts, as diagram.css says them
FAR_LINE = 22  # the height of a line that is read from afar
PADDING = 10
HEADER, SUBTITLE, ROW, END = 28, 17, 17, 6  # heights
_NARROWEST, _WIDEST = 120, 230
_NOTE_GAP = 14
BOLD = 1.06  # how much wider bold text is


def box_width(box: Box) -> float:
    """Return the width of a box: that of its texts, within limits."""
    title = width(box.title, TITLE) * BOLD
    if box.note:
        title += _NOTE_GAP + width(box.note, TEXT)
    texts = (width(text, TEXT) for text in (box.subtitle, *box.rows))
    return min(max(title, *texts, _NARROWEST - 2 * PADDING), _WIDEST - 2 * PADDING) + 2 * PADDING


def title_room(box: Box, box_width: float) -> float:
    """Return how wide the title of a box may be, beside its note."""
    note = _NOTE_GAP + width(box.note, TEXT) if box.note else 0
    return (box_width - 2 * PADDING - note) / BOLD


def header_height(box: Box) -> float:
    """Return the height of the part with the names of a box."""
    return HEADER + (SUBTITLE if box.subtitle else 0)


def box_height(box: Box) -> float:
    """Return the height of a box with all its rows."""
    return header_height(box) + (len(box.rows) * ROW + END if box.rows else 0)


def row_middle(box: Box, row: int) -> float:
    """Return how far below the top of a box the middle of a row is."""
    return header_height(box) + END / 2 + row * ROW + ROW / 2
