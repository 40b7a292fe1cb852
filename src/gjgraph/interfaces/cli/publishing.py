"""The command that publishes: `publish`."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gjgraph.core.addresses import is_base
from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text
from gjgraph.interfaces.cli.commands import say, workspace

if TYPE_CHECKING:
    from gjgraph.operations.publish import Tell

EVERY = 3.0
"""Seconds between two lines about the progress, where there is no terminal."""


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--address", default="", help="Where the site will be had (https://plan.example/).")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes that write; otherwise one a processor.")
def publish(folder: Path, address: str, jobs: int | None) -> None:
    """Write the whole site into DIR, as files for any static host.

    All pages, every format, the dumps, redirects for the common hosts, and a page that answers SPARQL in
    the browser. Files equal what the server answers. DIR is replaced as a whole in the end; published
    again, only what has changed is written. What others put into DIR stays.
    """
    if address and not is_base(address):
        raise UnreadableError(
            Text(
                f"--address: http(s)로 시작해 /로 끝나는 주소여야 합니다. 준 것: {address}",
                f"--address takes an http(s) address that ends with a slash; given: {address}",
            )
        )
    # Imported here: what writes documents is of no use to other commands.
    from gjgraph.operations.publish import publish as publish_workspace  # noqa: PLC0415

    began = time.monotonic()
    with progress() as tell:
        done = publish_workspace(workspace(), folder, address, jobs or os.cpu_count() or 1, tell)
    took = time.monotonic() - began
    click.echo(
        say(
            Text(
                f"{folder}: 문서 {done.documents:,}개, 파일 {done.files:,}개. 그 가운데 {done.written:,}개를 "
                f"새로 썼습니다({took:.1f}초).",
                f"{folder}: {done.documents:,} documents in {done.files:,} files, {done.written:,} of them "
                f"written anew ({took:.1f} s).",
            )
        )
    )


@contextmanager
def progress() -> Iterator["Tell"]:
    """Show how far it is: as a bar on a terminal, else by a line every few seconds."""
    if not sys.stderr.isatty():
        last = time.monotonic()

        def line(done: int, total: int) -> None:
            nonlocal last
            if time.monotonic() - last >= EVERY:
                last = time.monotonic()
                click.echo(
                    say(Text(f"문서 {done:,} / {total:,}", f"{done:,} of {total:,} documents")), err=True
                )

        yield line
        return
    # Imported here: it takes a while to load, and only a terminal needs it.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    words = TextColumn(say(Text("문서", "documents")))
    # With no thread of its own: writers are forked meanwhile.
    bar = Progress(
        words,
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,
    )
    with bar:
        task = bar.add_task("")

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, refresh=True)

        yield show
