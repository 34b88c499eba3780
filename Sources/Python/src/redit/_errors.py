"""What goes wrong, in one clear line."""

from __future__ import annotations


class ReditError(Exception):
    """What went wrong; its text is the one line that the command says."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


class UsageError(ReditError, ValueError):
    """An argument that is refused, named as it is typed in Python."""


class KeywordError(UsageError, TypeError):
    """A keyword that the function does not have, or a value in a place that it does not have."""


class ReditWarning(UserWarning):
    """What a command that succeeded has to say about its work."""
