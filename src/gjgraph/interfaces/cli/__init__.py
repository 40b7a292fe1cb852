"""The command line: `gjgraph`."""

import sys

import click

from gjgraph.core.errors import GjgraphError
from gjgraph.core.text import Text
from gjgraph.interfaces.cli.checking import check_publication
from gjgraph.interfaces.cli.commands import CURRENT_LANGUAGE, gjgraph
from gjgraph.interfaces.cli.editing import commit, edit, revert
from gjgraph.interfaces.cli.history import blame, diff, log
from gjgraph.interfaces.cli.publishing import publish
from gjgraph.interfaces.cli.tokens import token

__all__ = ["main"]

for each in (token, edit, commit, log, diff, blame, revert, publish, check_publication):
    gjgraph.add_command(each)


def main() -> None:
    """Run the command line; what can't be done ends in one line on standard error and exit code 2."""
    try:
        code = gjgraph.main(standalone_mode=False)
        sys.stdout.flush()
    except GjgraphError as error:
        fail(error.message)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.UsageError as error:
        fail(usage_message(error))
    except click.Abort:
        sys.exit(130)
    except BrokenPipeError:
        # The reader has seen enough (`| head`): that is no error of ours.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        what = f"{error.filename}: " if error.filename else ""
        reason = error.strerror or str(error)
        fail(Text(f"{what}쓸 수 없습니다: {reason}", f"{what}can't be used: {reason}"))
    sys.exit(code or 0)


def fail(message: Text) -> None:
    """Say in one line what is wrong, and stop."""
    click.echo(f"gjgraph: {message.in_language(CURRENT_LANGUAGE.get())}", err=True)
    sys.exit(2)


def usage_message(error: click.UsageError) -> Text:
    """Put a wrong use of the command line into words; the library has only English ones."""
    command = error.ctx.command_path if error.ctx else "gjgraph"
    english = " ".join(error.format_message().split())
    korean = english
    match error:
        case click.NoSuchOption():
            korean = f"{error.option_name} 옵션은 없습니다."
        case click.MissingParameter():
            korean = f"{error.param.human_readable_name if error.param else '인자'}이(가) 빠졌습니다."
        case click.BadParameter() if error.param:
            korean = f"{error.param.human_readable_name}의 값이 맞지 않습니다: {error.message}"
    return Text(f"{korean} 도움말: {command} --help", f"{english} Help: {command} --help")
