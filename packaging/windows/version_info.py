"""Says in the program's own properties who made it and which version it is, as Windows Explorer shows them."""

from __future__ import annotations

import re

_TEMPLATE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0, OS=0x40004, fileType=1, subtype=0),
  kids=[
    StringFileInfo([StringTable('040904B0', [
      StringStruct('CompanyName', 'Pika Monitor contributors'),
      StringStruct('FileDescription', {name!r}),
      StringStruct('FileVersion', {version!r}),
      StringStruct('InternalName', {program!r}),
      StringStruct('LegalCopyright', 'Pika Monitor contributors, MIT licence'),
      StringStruct('OriginalFilename', {program!r} + '.exe'),
      StringStruct('ProductName', {name!r}),
      StringStruct('ProductVersion', {version!r}),
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])]),
  ],
)
"""


def version_info(program: str, name: str, version: str) -> str:
    """The text of a version file as PyInstaller reads it.

    Args:
        program: file name without `.exe`.
        name: what users call it.
        version: as "1.2.3" or "1.2.3rc1"; Windows counts four numbers.
    """
    numbers = ([int(number) for number in re.findall(r"\d+", version)] + [0, 0, 0, 0])[:4]
    return _TEMPLATE.format(numbers=tuple(numbers), name=name, version=version, program=program)
