"""Certificates, good and bad, from a private authority."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import trustme

_YEAR = timedelta(days=365)


class Authority:
    """A certificate authority that the system is to trust, and a foreign one."""

    def __init__(self) -> None:
        self.ca = trustme.CA()
        self.foreign = trustme.CA()

    def server(self, host: str, kind: str = "good") -> ssl.SSLContext:
        """A TLS context for a server of that name; `kind` is one of those of `CERTIFICATES`."""
        now = datetime.now(UTC)
        dates = {"expired": (now - 2 * _YEAR, now - _YEAR), "not yet valid": (now + _YEAR, now + 2 * _YEAR)}
        before, after = dates.get(kind, (None, None))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca = self.foreign if kind == "untrusted" else self.ca
        name = "another.localhost" if kind == "other host" else host
        if kind == "self-signed":
            ca = trustme.CA(organization_name="self")
        ca.issue_cert(name, not_before=before, not_after=after).configure_cert(context)
        return context
