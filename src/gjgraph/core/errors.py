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

    def __reduce__(self) -> tuple[object, ...]:
        """Be copied whole from one process to another, whatever arguments a subclass takes."""
        return copied, (type(self), self.args, self.__dict__)


def copied(kind: type[GjgraphError], arguments: tuple[object, ...], known: dict[str, object]) -> GjgraphError:
    """Make an error of what is known of it."""
    error = kind.__new__(kind)
    error.args = arguments
    error.__dict__.update(known)
    return error


class UnreadableError(GjgraphError):
    """A file, a folder or a setting can't be read or isn't what it should be."""


class UnknownNameError(GjgraphError):
    """A question, a parameter or a format that isn't there."""


class QueryError(GjgraphError):
    """A query that can't be parsed or evaluated.

    `line` and `column` count from 1 and are 0 where no place is known.
    """

    def __init__(self, message: Text, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class LimitError(GjgraphError):
    """A query that reached a limit, named as the setting that set it (`time`, `rows`, `answer_mb`)."""

    def __init__(self, message: Text, limit: str) -> None:
        super().__init__(message)
        self.limit = limit


class BrokenError(GjgraphError):
    """A mistake of ours: nothing that the one who asks can mend."""


class ForbiddenError(GjgraphError):
    """Something that nobody may do here, or this reader may not."""


class BusyError(GjgraphError):
    """Too much is asked at once, by `limit`; `share` tells whether by this one client."""

    def __init__(self, message: Text, limit: str = "", share: bool = False) -> None:
        super().__init__(message)
        self.limit = limit
        self.share = share


class ConflictError(GjgraphError):
    """An edit that was made on another version than the current one, or doesn't apply to it."""


class RefusedError(GjgraphError):
    """A thing that is not done because it would overwrite or lose something."""


class MovedError(GjgraphError):
    """An edit that was made on a version which isn't the current one any more."""


class CommittedError(GjgraphError):
    """Commits that are made, as `commits`, but that the disk couldn't be made to keep for sure."""

    def __init__(self, message: Text, commits: list[str]) -> None:
        super().__init__(message)
        self.commits = commits
