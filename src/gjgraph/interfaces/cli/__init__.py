"""The command line: `gjgraph`."""

import sys

import click

from gjgraph.core.errors import GjgraphError
from gjgraph.interfaces.cli.commands import CURRENT_LANGUAGE, gjgraph

__all__ = ["main"]


def main() -> None:
    """Run the command line; what can't be done ends in one line on standard error and exit code 2."""
    try:
        code = gjgraph.main(standalone_mode=False)
    except GjgraphError as error:
        click.echo(f"gjgraph: {error.message.in_language(CURRENT_LANGUAGE.get())}", err=True)
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader has seen enough (`| head`): that is no error of ours.
        sys.stderr.close()
        sys.exit(0)
    sys.exit(code or 0)
