"""The style sheet: what Qt's palette cannot say about buttons, fields, bars and menus."""

from __future__ import annotations

from string import Template

from app.ui.tokens import Colours, Sizes

# Only widgets that occur a few times are styled here: the list paints itself.
_SHEET = Template("""
QToolTip { color: $text; background: $base; border: 1px solid $line; padding: ${p4}px ${p8}px; }

QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="field"] { font-weight: 500; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="caption"] { color: $muted; font-size: ${meta}px; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="heading"] { color: $muted; font-size: ${meta}px; font-weight: 600; }
QLabel[role="failed"] { color: $failed; }
QLabel[role="saved"] { color: $saved; }
QLabel[role="not_saved"] { color: $not_saved; }

QPushButton { color: $text; background: $base; border: 1px solid $edge; border-radius: ${p6}px;
    padding: ${p6}px ${p12}px; min-height: ${p18}px; font-weight: 500; }
QPushButton:hover { background: $hover; border-color: $muted; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border: 2px solid $accent; padding: ${p5}px ${p11}px; }
QPushButton:disabled { color: $disabled; background: transparent; border-color: $line; }
QPushButton[role="primary"], QToolButton[role="primary"] { color: $on_accent; background: $accent;
    border: 1px solid $accent; font-weight: 600; }
QPushButton[role="primary"]:hover, QToolButton[role="primary"]:hover { background: $accent_hover;
    border-color: $accent_hover; }
QPushButton[role="primary"]:pressed, QToolButton[role="primary"]:pressed { background: $accent_pressed;
    border-color: $accent_pressed; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled { color: $muted; background: $quiet_fill; border-color: $quiet_fill; }
QPushButton[role="danger"] { color: $failed; }
QPushButton[role="tiny"] { background: transparent; border: 1px solid transparent; border-radius: ${p4}px;
    padding: ${p2}px; min-height: ${p16}px; min-width: ${p16}px; }
QPushButton[role="tiny"]:hover { background: $hover; border-color: $line; }
QPushButton[role="tiny"]:pressed { background: $pressed; }
QPushButton[role="tiny"]:focus { border: 2px solid $accent; padding: ${p1}px; }
QPushButton[role="quiet"] { color: $accent; background: transparent; border-color: transparent; }
QPushButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="quiet"]:focus { border: 2px solid $accent; }

QLineEdit, QPlainTextEdit { color: $text; background: $field; border: 1px solid $mark; border-radius: ${p8}px;
    padding: ${p6}px ${p8}px; placeholder-text-color: $muted;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit { min-height: ${p20}px; }
QLineEdit:hover, QPlainTextEdit:hover { border-color: $muted; }
QLineEdit:focus, QPlainTextEdit:focus { background: $base; border: 2px solid $accent; padding: ${p5}px ${p7}px; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: $disabled; border-color: $line; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"] { border-color: $failed; }
QComboBox QLineEdit, QAbstractSpinBox QLineEdit, QComboBox QLineEdit:focus, QAbstractSpinBox QLineEdit:focus {
    background: transparent; border: none; padding: 0; min-height: 0; }

QToolBar#main { background: $base; border: none; border-bottom: 1px solid $line; spacing: ${p4}px;
    padding: ${p6}px 0; }
QToolBar#main::separator { background: $line; width: 1px; margin: ${p10}px ${p8}px; }
QToolBar#main QToolButton { color: $muted; background: transparent; border: 1px solid transparent;
    border-radius: ${p6}px; padding: ${p2}px ${p8}px; min-width: ${p48}px; font-size: ${caption}px; }
QToolBar#main QToolButton:hover { background: $hover; color: $text; }
QToolBar#main QToolButton:pressed { background: $pressed; color: $text; }
QToolBar#main QToolButton:focus { border: 2px solid $accent; padding: ${p1}px ${p7}px; }
QToolBar#main QToolButton:disabled { color: $disabled; }
QToolBar#main QToolButton[role="icon"] { min-width: ${p18}px; padding: ${p8}px ${p6}px; }
QToolBar#main QToolButton[role="icon"]:focus { padding: ${p7}px ${p5}px; }
QToolBar#main QToolButton[role="sort"] { min-width: 0; padding: ${p8}px ${p8}px; font-size: ${meta}px; }
QToolBar#main QToolButton[role="sort"]:focus { padding: ${p7}px ${p7}px; }
QToolBar#main QToolButton[role="sort"]::menu-indicator { image: none; width: 0; }
QToolBar#main QToolButton:checked { color: $accent; background: $selection; }
QToolBar#main QToolButton[role="primary"] { color: $on_accent; background: $accent; border-color: $accent;
    font-size: ${body}px; padding: ${p8}px ${p12}px; }
QToolBar#main QToolButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QToolBar#main QToolButton[role="primary"]:pressed { background: $accent_pressed; border-color: $accent_pressed; }
QToolBar#main QToolButton[role="primary"]:focus { border: 2px solid $text; padding: ${p7}px ${p11}px; }

QToolBar#main QLineEdit { padding-left: 0; padding-right: 0; }
QToolBar#main QLineEdit QToolButton { min-width: 0; padding: 0; border: none; background: transparent; }

QFrame#banner { background: $alternate; border: none; border-bottom: 1px solid $line; }
QFrame#banner[tone="failed"] { background: $failed_fill; }
QFrame#banner[tone="not_saved"] { background: $not_saved_fill; }
QFrame#banner[tone="running"] { background: $running_fill; }
QFrame#status { background: $window; border: none; border-top: 1px solid $line; }
QFrame#status QLabel { color: $muted; font-size: ${meta}px; }
QFrame#status QPushButton { font-size: ${meta}px; padding: ${p1}px ${p8}px; min-height: ${p16}px; }
QFrame#status QPushButton:focus { padding: 0px ${p7}px; }
QScrollArea#side { background: $window; border: none; border-right: 1px solid $line; }
QScrollArea#side[mirrored="true"] { border-right: none; border-left: 1px solid $line; }
QScrollArea#side QWidget#column { background: transparent; }
QFrame#details { background: $window; border: none; }
QFrame#details QScrollArea { background: transparent; border: none; }
QFrame#details QWidget#column { background: transparent; }
QFrame#details QPushButton[role="primary"], QFrame#details QPushButton[role="compact"] { padding: ${p4}px ${p11}px; }
QFrame#details QPushButton[role="primary"]:focus, QFrame#details QPushButton[role="compact"]:focus {
    padding: ${p3}px ${p10}px; }
QFrame#details QPlainTextEdit#prompt { background: transparent; border: none; border-radius: 0; padding: 0; }
QFrame#details QPlainTextEdit#prompt:focus { border-bottom: 2px solid $accent; }
QFrame#explanation { background: $alternate; border: none; border-radius: ${p8}px; }
QFrame#explanation[tone="failed"] { background: $failed_fill; }
QFrame#explanation[tone="not_saved"] { background: $not_saved_fill; }
QSplitter#split::handle { background: $line; }
QTableView#videos { background: $base; border: none; outline: none; }

QMenu { color: $text; background: $base; border: 1px solid $line; padding: ${p4}px; }
QMenu::item { padding: ${p6}px ${p24}px ${p6}px ${p12}px; border-radius: ${p4}px; }
QMenu::icon { padding-left: ${p8}px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $disabled; background: transparent; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px ${p8}px; }

QScrollBar:vertical { background: transparent; width: ${p12}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${p12}px; margin: 0; }
QScrollBar::handle { background: $handle; border-radius: ${p3}px; margin: ${p3}px; }
QScrollBar::handle:vertical { min-height: ${p32}px; }
QScrollBar::handle:horizontal { min-width: ${p32}px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")

_STEPS = (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 16, 18, 20, 24, 32, 48)


def style_sheet(c: Colours, s: Sizes) -> str:
    """The whole sheet in these colours and sizes."""
    steps = {f"p{step}": str(s.px(step)) for step in _STEPS}
    return _SHEET.substitute(
        steps,
        window=c.window,
        base=c.base,
        alternate=c.alternate,
        text=c.text,
        muted=c.muted,
        disabled=c.disabled,
        line=c.line,
        edge=c.edge,
        mark=c.mark,
        handle=c.handle,
        field=c.field,
        accent=c.accent,
        accent_hover=c.accent_hover,
        accent_pressed=c.accent_pressed,
        on_accent=c.on_accent,
        selection=c.selection,
        hover=c.hover,
        pressed=c.pressed,
        saved=c.saved.text,
        not_saved=c.not_saved.text,
        not_saved_fill=c.not_saved.fill,
        failed=c.failed.text,
        failed_fill=c.failed.fill,
        running_fill=c.running.fill,
        quiet_fill=c.quiet.fill,
        title=s.body + 5,
        body=s.body,
        meta=s.meta,
        caption=s.caption,
    )
