"""The style sheet of what only forms hold: choices, check boxes, radio buttons, numbers, lists."""

from __future__ import annotations

from string import Template

from app.resources import resource
from app.ui.tokens import Colours, Sizes

_SHEET = Template("""
QComboBox, QAbstractSpinBox { color: $text; background: $field; border: 1px solid $edge; border-radius: ${p8}px;
    padding: ${p6}px ${p8}px; min-height: ${p20}px; }
QComboBox:hover, QAbstractSpinBox:hover { border-color: $muted; }
QComboBox:focus, QAbstractSpinBox:focus { border: 2px solid $accent; padding: ${p5}px ${p7}px; }
QComboBox:disabled, QAbstractSpinBox:disabled { color: $disabled; border-color: $line; }
QComboBox::drop-down { border: none; width: ${p28}px; }
QComboBox::down-arrow { image: url("$style/down-$shade.svg"); width: ${p16}px; height: ${p16}px; }
QComboBox QAbstractItemView { color: $text; background: $base; border: 1px solid $line; outline: none;
    padding: ${p4}px; selection-background-color: $selection; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: ${p28}px; padding: 0 ${p8}px; border-radius: ${p4}px; }

QAbstractSpinBox { padding-right: ${p28}px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; width: ${p28}px;
    border: none; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; }
QAbstractSpinBox::up-arrow { image: url("$style/up-$shade.svg"); width: ${p12}px; height: ${p12}px; }
QAbstractSpinBox::down-arrow { image: url("$style/down-$shade.svg"); width: ${p12}px; height: ${p12}px; }

QCheckBox, QRadioButton { color: $text; spacing: ${p8}px; padding: ${p4}px 0; border: none; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QCheckBox::indicator, QRadioButton::indicator { width: ${p16}px; height: ${p16}px; background: $base;
    border: 1px solid $mark; }
QCheckBox::indicator { border-radius: ${p4}px; }
QRadioButton::indicator { border-radius: ${p9}px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
    image: url("$style/tick-$shade.svg"); }
QRadioButton::indicator:checked { width: ${p8}px; height: ${p8}px; background: $on_accent;
    border: ${p5}px solid $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:disabled { background: $quiet; border-color: $line; }

QLabel[role="key"] { color: $text; background: $quiet; border: 1px solid $edge; border-radius: ${p4}px;
    padding: 1px ${p6}px; }

QListWidget { color: $text; background: $base; border: 1px solid $edge; border-radius: ${p8}px; outline: none;
    padding: ${p4}px; }
QListWidget:focus { border: 2px solid $accent; padding: ${p3}px; }
QListWidget::item { padding: ${p8}px; border-radius: ${p6}px; color: $text; }
QListWidget::item:hover { background: $hover; }
QListWidget::item:selected { background: $selection; color: $text; }

QListWidget#nav, QListWidget#nav:focus { background: transparent; border: none; border-right: 1px solid $line;
    border-radius: 0; padding: ${p12}px ${p8}px; }
QListWidget#nav[mirrored="true"], QListWidget#nav[mirrored="true"]:focus { border-right: none;
    border-left: 1px solid $line; }
QListWidget#nav::item { padding: ${p8}px; border: 2px solid transparent; }
QListWidget#nav::item:hover { background: $pressed; }
QListWidget#nav::item:selected { background: $selection; color: $accent; }
QListWidget#nav::item:focus { border-color: $accent; }
QFrame#foot { border: none; border-top: 1px solid $line; background: transparent; }

QScrollArea { background: transparent; border: none; }
QScrollArea#keys, QTextBrowser#page { border: 2px solid transparent; }
QScrollArea#keys:focus, QTextBrowser#page[ring="true"] { border-color: $accent; }
QScrollArea > QWidget > QWidget#column { background: transparent; }
""")

_STEPS = (3, 4, 5, 6, 7, 8, 9, 12, 16, 20, 28)


def form_sheet(c: Colours, s: Sizes) -> str:
    """The sheet in these colours and sizes; it comes on top of the application's."""
    return _SHEET.substitute(
        {f"p{step}": str(s.px(step)) for step in _STEPS},
        text=c.text,
        muted=c.muted,
        disabled=c.disabled,
        line=c.line,
        base=c.base,
        accent=c.accent,
        on_accent=c.on_accent,
        selection=c.selection,
        hover=c.hover,
        pressed=c.pressed,
        quiet=c.quiet.fill,
        edge=c.edge,
        mark=c.mark,
        field=c.field,
        shade="dark" if c.dark else "light",
        style=resource("style").as_posix(),
    )
