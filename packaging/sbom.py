"""Writes a CycloneDX bill of materials of the bundle: `sbom.py FILE`. The list of THIRD-PARTY.txt, for machines."""

from __future__ import annotations

import json
import os
import re
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from shipped import ROOT, Component, components

_SPDX = re.compile(r"[A-Za-z0-9.+-]+( (OR|AND|WITH) [A-Za-z0-9.+-]+)*")


def _version() -> str:
    text = (ROOT / "app" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    if found is None:
        raise SystemExit("app/__init__.py names no version")
    return found[1]


def _licences(words: str) -> list[dict[str, Any]]:
    if words.startswith("see "):
        return []
    if _SPDX.fullmatch(words) and re.search(r"\d|MIT|BSD|ISC", words):
        return [{"expression": words}]
    return [{"license": {"name": words}}]


def _entry(component: Component) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": "library", "name": component.name, "version": component.version or "unknown"}
    entry["bom-ref"] = component.purl or f"{component.name}@{entry['version']}"
    if licences := _licences(component.licence):
        entry["licenses"] = licences
    if component.purl:
        entry["purl"] = component.purl
    if component.source:
        entry["externalReferences"] = [{"type": "vcs", "url": component.source}]
    return entry


def bill(shipped: list[Component], moment: datetime) -> dict[str, Any]:
    """The document; equal input gives equal output."""
    version = _version()
    entries = [_entry(component) for component in shipped]
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([version, entries]))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": f"pika-monitor@{version}",
                "name": "pika-monitor",
                "version": version,
                "licenses": [{"license": {"id": "MIT"}}],
            },
        },
        "components": entries,
        "dependencies": [{"ref": f"pika-monitor@{version}", "dependsOn": [entry["bom-ref"] for entry in entries]}],
    }


def main() -> None:
    """Write the file that is the argument, dated by SOURCE_DATE_EPOCH where that is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    shipped = components()
    Path(sys.argv[1]).write_text(json.dumps(bill(shipped, moment), indent=2) + "\n", encoding="utf-8")
    print(f"{sys.argv[1]}: {len(shipped)} components")


if __name__ == "__main__":
    main()
