"""Has the icons inside of a line to type in grow with the font: Qt gives them the 16 pixels of its style."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QProxyStyle, QStyle, QStyleOption, QWidget

from app.ui import theme


class _LineStyle(QProxyStyle):
    """Fusion, but for the size of those icons."""

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Device-independent pixels."""
        if metric is QStyle.PixelMetric.PM_LineEditIconSize:
            return theme.sizes().px(16)
        return super().pixelMetric(metric, option, widget)


def let_icons_grow(line: QLineEdit) -> None:
    """Give this line the style; to be called before its icons are added."""
    style = _LineStyle("Fusion")
    style.setParent(line)
    line.setStyle(style)
