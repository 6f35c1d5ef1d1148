"""A field for a speed: a number, and whether it is meant in KiB or in MiB a second."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from app.ui import form, theme

_UNITS = (("KiB/s", 1), ("MiB/s", 1024))
_MOST = 1 << 22  # KiB a second: 4 GiB


class SpeedField(QWidget):
    """KiB a second, 0 = no limit.

    Signals:
        changed: the user has chosen another speed, in KiB a second.
    """

    changed = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.sizes().px
        self._rate = 0
        self.number = QDoubleSpinBox()
        self.number.setKeyboardTracking(False)  # "2" on the way to "200" is no limit that anybody wants
        self.number.setAccessibleName(name)
        self.number.setSpecialValueText(self.tr("No limit"))
        self.number.setMinimumWidth(px(140))
        self.unit = QComboBox()
        self.unit.setAccessibleName(self.tr("Unit of the speed"))
        spoken = QLabel(self.unit.accessibleName(), self)  # on Linux a combo box is named by its label alone
        spoken.setBuddy(self.unit)
        spoken.hide()
        for words, factor in _UNITS:
            self.unit.addItem(words, factor)
        self.unit.setCurrentIndex(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(8))
        layout.addWidget(self.number)
        layout.addWidget(self.unit)
        layout.addStretch(1)
        form.pad_number(self.number)
        self._show()
        self.number.valueChanged.connect(self._on_number)
        self.unit.currentIndexChanged.connect(self._show)

    @property
    def rate(self) -> int:
        """KiB a second, 0 = no limit."""
        return self._rate

    def set_rate(self, rate: int) -> None:
        """Show this speed, in the unit that says it in a round number; `changed` is not told."""
        if rate == self._rate:
            self._show()
            return
        self._rate = rate
        self.unit.blockSignals(True)
        if rate:
            self.unit.setCurrentIndex(0 if rate % 1024 and rate < 10 * 1024 else 1)
        self.unit.blockSignals(False)
        self._show()

    def _show(self, *_args: object) -> None:
        """The same speed, in the unit that is chosen."""
        factor = int(self.unit.currentData())
        self.number.blockSignals(True)
        self.number.setDecimals(0 if factor == 1 else 2)
        self.number.setRange(0, _MOST / factor)
        self.number.setSingleStep(64 if factor == 1 else 0.5)
        self.number.setValue(self._rate / factor)
        self.number.blockSignals(False)

    def _on_number(self, number: float) -> None:
        self._rate = round(number * int(self.unit.currentData()))
        self.changed.emit(self._rate)
