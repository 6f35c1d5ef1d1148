"""What is said about a provider: why a text is no endpoint, how a test of the connection ended, where its key is."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from app.core.endpoints import EndpointFault
from app.core.errors import Problem
from app.services.keys import KeyState, KeyStatus
from app.services.poller import ConnectionOutcome, ConnectionResult
from app.ui import messages
from app.ui.plain import quoted

_TONES: Final = MappingProxyType({ConnectionOutcome.WORKS: "saved", ConnectionOutcome.UNPROVEN: "not_saved"})


def fault_sentence(fault: EndpointFault) -> str:
    """Why this is no endpoint, and what one looks like."""
    translate = QCoreApplication.translate
    match fault:
        case EndpointFault.EMPTY:
            return translate("Provider", "Enter the provider's address.")
        case EndpointFault.NOT_HTTP:
            return translate("Provider", "The address has to begin with https:// or http://.")
        case EndpointFault.NO_HOST:
            return translate("Provider", "The address has no server in it.")
        case EndpointFault.BAD_HOST:
            return translate("Provider", "The server's name holds something that no name has.")
        case EndpointFault.BAD_PORT:
            return translate("Provider", "The port has to be a number from 1 to 65535.")
        case EndpointFault.HAS_USER:
            return translate("Provider", "Leave out the user name and password before the @.")
        case EndpointFault.HAS_QUERY:
            return translate("Provider", "Leave out what stands behind the ? or #.")


def tested_sentence(result: ConnectionResult) -> tuple[str, str]:
    """How the test ended: a sentence with the provider's own words, and the tone of `form.Note` to say it in."""
    said = messages.together((_outcome_sentence(result.outcome), _behind(result)))
    return said, _TONES.get(result.outcome, "failed")


def _outcome_sentence(outcome: ConnectionOutcome) -> str:
    translate = QCoreApplication.translate
    match outcome:
        case ConnectionOutcome.WORKS:
            return translate("Provider", "It works: the provider answered with a task.")
        case ConnectionOutcome.KEY_REFUSED:
            return translate("Provider", "The server was reached, but it refuses the key.")
        case ConnectionOutcome.UNPROVEN:
            return translate("Provider", "The server was reached; whether the key is good shows with the first task.")
        case ConnectionOutcome.WRONG_ENDPOINT:
            return translate("Provider", "A server answers there, but not as a Pika provider does.")
        case ConnectionOutcome.UNREACHABLE:
            return translate("Provider", "The server cannot be reached.")


def _behind(result: ConnectionResult) -> str:
    """The provider's words where it has some; for a server that was not reached, the reason."""
    problem = result.problem
    if problem is None:
        return ""
    if result.outcome is ConnectionOutcome.UNREACHABLE:
        return messages.sentence(Problem(problem.code))
    return quoted(problem.detail) if problem.detail else ""


def key_words(status: KeyStatus) -> str:
    """Where a provider's key is, in a few words."""
    translate = QCoreApplication.translate
    match status.state:
        case KeyState.FOUND:
            return translate("Provider", "key in the keyring")
        case KeyState.SESSION:
            return translate("Provider", "key until you quit")
        case KeyState.ABSENT:
            return translate("Provider", "no key")
        case KeyState.READING:
            return translate("Provider", "waiting for the keyring")
        case KeyState.FAILED:
            return translate("Provider", "the keyring gives no key")
        case KeyState.UNREAD:
            return translate("Provider", "key not needed yet")
