"""What can go wrong before there is anything to judge.

A broken rule is a `Fault` in a `Report`, and no exception. These exceptions are for what can't be
read, found or done at all; each carries its wording in both languages and says what to do.
"""

from gjgraph.core.text import Text


class GjgraphError(Exception):
    """Something that stops the command, with a message for the person who gave it."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class UnreadableError(GjgraphError):
    """A file, a folder or a setting can't be read or isn't what it should be."""


class UnknownNameError(GjgraphError):
    """A question, a parameter or a format that isn't there."""


class QueryError(GjgraphError):
    """A query that can't be parsed or evaluated."""


class RefusedError(GjgraphError):
    """A thing that is not done because it would overwrite or lose something."""
