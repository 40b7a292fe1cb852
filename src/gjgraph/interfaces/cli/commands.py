"""The commands. Help is in English; messages are in the language of the locale."""

import contextlib
import errno
import os
import socket
import sys
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

import click
from pyoxigraph import QueryBoolean, QuerySolutions

import gjgraph as package
from gjgraph.core.errors import RefusedError, UnknownNameError, UnreadableError
from gjgraph.core.header import QueryFile
from gjgraph.core.parameters import unknown_parameter
from gjgraph.core.settings import Settings, described, flag, read_settings
from gjgraph.core.text import Language, Text, language_of_locale
from gjgraph.engine.index import Answer, rows
from gjgraph.engine.results import FORMAT_NAMES, serialise
from gjgraph.interfaces.cli.reports import REPORTS, line, summary
from gjgraph.operations.ask import ask as answer_question
from gjgraph.operations.ask import question, questions
from gjgraph.operations.dataset import load
from gjgraph.operations.describe import describe
from gjgraph.operations.format import apply, formatted
from gjgraph.storage.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from gjgraph.storage.repository import Repository

CURRENT_LANGUAGE: ContextVar[Language] = ContextVar("language", default="en")
FORMATS = ["table", *FORMAT_NAMES]
VERSION = "Ask an old version: a commit, a tag, a branch or a date (2026-01-31)."


def say(text: Text) -> str:
    """Give a text in the reader's language."""
    return text.in_language(CURRENT_LANGUAGE.get())


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package.__version__, prog_name="gjgraph")
@click.option("-C", "directory", type=click.Path(path_type=Path), help="Work in this workspace.")
@click.option(
    "--lang", type=click.Choice(["ko", "en"]), help="Language of messages; otherwise that of the locale."
)
@click.pass_context
def gjgraph(context: click.Context, directory: Path | None, lang: Language | None) -> None:
    """A government's strategic plan as a knowledge graph: ask it, check it, serve it.

    Works on the workspace around the current folder (the one with a gjgraph.toml); without one, on
    the plan that comes with the package.
    """
    CURRENT_LANGUAGE.set(lang or language_of_locale(os.environ))
    context.obj = directory


def workspace() -> Workspace:
    """Open the workspace that the command line names; say so where it is the shipped one."""
    directory = click.get_current_context().find_root().obj
    found = find_workspace(directory)
    if directory is None and not Path.cwd().is_relative_to(found.root):
        note = Text(
            "(여기는 작업 공간이 아니므로 함께 제공되는 계획을 씁니다.)",
            "(No workspace here: using the plan that comes with gjgraph.)",
        )
        click.echo(say(note), err=True)
    return found


@gjgraph.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "name", type=click.Choice(list(REPORTS)), default="text", show_default=True, help="Report as."
)
@click.option("--changed", is_flag=True, help="Judge only what differs from the current commit.")
@click.option("--explain", is_flag=True, help="Tell what of it an edit has judged locally; judge nothing.")
def validate(files: tuple[Path, ...], name: str, changed: bool, explain: bool) -> int:
    """Check the workspace against its shapes and checks.

    Everything is judged, since an edit in one file can break what stands in another; FILES are the
    ones that were edited (as a pre-commit hook passes them): they must be part of it, and if shapes
    are among them, the shapes are judged too. Each fault is printed as "file:line: severity: message".

    With --changed, only what the files changed since the current commit, and what that touches.

    Exit code: 0 conforms (there may be warnings), 1 violates, 2 can't be read.
    """
    place = workspace()
    if explain:
        return tell_locality(place)
    for path in files:
        if not path.exists() and not path.is_symlink():
            raise UnreadableError(Text(f"{path}: 그런 파일이 없습니다.", f"{path}: no such file."))
        if not place.holds(path):
            raise UnreadableError(
                Text(
                    f"{path}: 작업 공간 {place.root}의 그래프가 아닙니다. "
                    "data/나 ontology/ 아래에 .ttl로 두세요.",
                    f"{path}: not a graph of the workspace {place.root}. "
                    "Put it under data/ or ontology/, as .ttl.",
                )
            )
    if changed:
        # Imported here: it needs git, which validation otherwise doesn't.
        from gjgraph.operations.changed import validate_changed  # noqa: PLC0415

        report = validate_changed(place)
    else:
        # Imported here: what judges takes longer to load than most commands to run.
        from gjgraph.operations.validate import validate as validate_workspace  # noqa: PLC0415

        report = validate_workspace(place, [str(place.relative(path)) for path in files])
    click.echo(REPORTS[name](report, CURRENT_LANGUAGE.get(), place.addresses.base), nl=False)
    click.echo(say(summary(report)), err=True)
    return report.exit_code


def tell_locality(place: Workspace) -> int:
    """Tell of each shape and check what becomes of it when an edit touches what it reads."""
    # Imported here: it needs what judges edits.
    from gjgraph.operations.changed import explain as explained  # noqa: PLC0415

    found = explained(place)
    words = {True: Text("부분", "local"), False: Text("전체", "whole")}
    for each in found:
        name = each.name.removeprefix(place.addresses.base)
        reason = f": {say(each.reason)}" if each.reason else ""
        click.echo(f"{say(words[each.is_local]):<5}  {name}{reason}")
    local = sum(each.is_local for each in found)
    click.echo(
        say(
            Text(
                f"{len(found)}개 가운데 {local}개는 편집이 닿는 곳만 판단합니다.",
                f"{local} of {len(found)} are judged only where an edit reaches.",
            )
        ),
        err=True,
    )
    return 0


@gjgraph.command("format")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would change.")
@click.option("--drop-comments", is_flag=True, help="Lose comments, which canonical form has none of.")
def format_files(files: tuple[Path, ...], check: bool, drop_comments: bool) -> int:
    """Write Turtle files in canonical form; all graphs of the workspace if none is named.

    Mends encoding (UTF-8 without BOM, LF, composed Korean) as well. A file with comments is left as it
    is. Exit code: 0 all canonical (now), 1 if a file is not, 2 if a file can't be read.
    """
    place = workspace()
    code = 0
    for path in files or place.graph_files():
        result = formatted(place, path, drop_comments=drop_comments)
        if result.fault:
            click.echo(line(result.fault, CURRENT_LANGUAGE.get()), err=True)
            code = max(code, result.fault.severity.value)
        elif result.content is not None:
            if check:
                code = max(code, 1)
                done = Text("표준 형식이 아닙니다.", "not canonical.")
            else:
                apply(result)
                done = Text("표준 형식으로 고쳤습니다.", "put into canonical form.")
            reasons = [say(done), *(say(reason) for reason in result.mended)]
            click.echo(f"{result.name}: {' '.join(reasons)}")
    return code


@gjgraph.command()
@click.argument("file", type=click.Path(allow_dash=True), default="-")
@click.option(
    "--format", "name", type=click.Choice(FORMATS), help="Default: table on a terminal, else CSV or Turtle."
)
@click.option("--version", help=VERSION)
def query(file: str, name: str | None, version: str | None) -> None:
    """Answer a SPARQL query from FILE or standard input."""
    text = read_text(file)
    with workspace_at(version) as place:
        dataset = load(place)
    show(dataset.index.query(text), name, dataset.index.base)


def workspace_at(version: str | None) -> contextlib.AbstractContextManager[Workspace]:
    """Open the workspace as it is, or as it was; the files of a version are gone in the end."""
    if version is None:
        return contextlib.nullcontext(workspace())
    # Imported here: the commands of every day have no use for the history.
    from gjgraph.operations.at_version import at_version  # noqa: PLC0415

    return at_version(workspace().root, version)


def read_text(file: str) -> str:
    """Read a query or an update from a file, or from standard input (`-`)."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        # An editor may have put a byte order mark before it; SPARQL has no use for one.
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError(Text(f"{file}: UTF-8이 아닙니다.", f"{file}: not UTF-8.")) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableError(
            Text(f"{file}: 읽을 수 없습니다: {reason}", f"{file}: can't be read: {reason}")
        ) from None


def show(answer: Answer, name: str | None, base: str) -> None:
    """Print an answer in the format asked for, or in the one that suits where it goes."""
    tabular = isinstance(answer, QuerySolutions)
    if name is None:
        name = ("table" if sys.stdout.isatty() else "csv") if tabular else "turtle"
        name = "table" if isinstance(answer, QueryBoolean) else name
    if name != "table":
        content = serialise(answer, name)
        sys.stdout.buffer.write(content if content.endswith(b"\n") else content + b"\n")
        return
    if isinstance(answer, QueryBoolean):
        click.echo("true" if answer else "false")
        return
    columns = ["subject", "predicate", "object"]
    if isinstance(answer, QuerySolutions):
        columns = [variable.value for variable in answer.variables]
    found = list(rows(answer))
    # Imported here: only a table for people needs it.
    from gjgraph.interfaces.cli.tables import print_table  # noqa: PLC0415

    print_table(columns, found, base)
    if not found:
        click.echo(say(Text("해당하는 것이 없습니다.", "Nothing matches.")), err=True)


@gjgraph.command("questions")
@click.option("--tag", help="Only those with this tag.")
def list_questions(tag: str | None) -> None:
    """List the ready questions."""
    known = questions(workspace()).values()
    tags = sorted({name for each in known for name in each.tags})
    if tag is not None and tag not in tags:
        listed = ", ".join(tags)
        raise UnknownNameError(
            Text(
                f"‘{tag}’ 꼬리표는 없습니다. 있는 것: {listed}",
                f"There is no tag '{tag}'; there are: {listed}",
            )
        )
    for each in known:
        if tag is None or tag in each.tags:
            parameters = "".join(f" [--{parameter.name} …]" for parameter in each.parameters)
            click.echo(f"{each.name}{parameters}\n    {say(each.summary)}")


class Questions(click.Group):
    """A subcommand for each ready question, with an option for each of its parameters."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(questions(workspace()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        asked = question(workspace(), cmd_name)
        options: list[click.Parameter] = [
            click.Option(
                [f"--{parameter.name}"],
                help=f"{say(parameter.description)} ({parameter.type})",
                default=parameter.default,
                show_default=True,
            )
            for parameter in asked.parameters
        ]
        output = click.Option(
            ["--format", "_format"], type=click.Choice(FORMATS), help="Write the answer as."
        )

        past = click.Option(["--version", "_version"], help=VERSION)

        def run(_format: str | None, _version: str | None, **arguments: str | None) -> None:
            given = {name: value for name, value in arguments.items() if value is not None}
            for name, value in given.items():
                if is_assumed(name):
                    click.echo(f"--{name} {value}", err=True)
            with workspace_at(_version) as place:
                dataset = load(place)
                # A question is part of its version, as on the server.
                then = question(place, asked.name) if _version else asked
            show(answer_question(dataset, then, given), _format, dataset.index.base)

        return QuestionCommand(asked, params=[*options, output, past], callback=run)


def is_assumed(name: str) -> bool:
    """Tell whether a parameter has its value from its default, which the reader should know."""
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.DEFAULT


class QuestionCommand(click.Command):
    """One question as a command; an unknown parameter is answered with those that there are."""

    def __init__(self, asked: QueryFile, **settings: object) -> None:
        super().__init__(asked.name, help=say(asked.summary), **settings)  # type: ignore[arg-type]
        self.asked = asked

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            raise unknown_parameter(self.asked, error.option_name.lstrip("-"), "--") from None


@gjgraph.command(cls=Questions)
def ask() -> None:
    """Answer a ready question: gjgraph ask NAME [--parameter VALUE …]."""


@gjgraph.command()
def info() -> None:
    """Tell what the workspace holds: plans, graphs, counts, version."""
    place = workspace()
    contents = describe(load(place))
    click.echo(f"gjgraph {package.__version__}")
    click.echo(say(Text(f"작업 공간: {say(place.name)}", f"workspace: {say(place.name)}")))
    click.echo(say(Text(f"기준 주소: {place.addresses.base}", f"base: {place.addresses.base}")))
    for plan in contents.plans:
        click.echo(say(Text(f"계획: {plan.name.ko} <{plan.iri}>", f"plan: {plan.name.en} <{plan.iri}>")))
        for name, count in plan.counts:
            click.echo(f"  {count:>6,}  {say(name)}")
    click.echo(say(Text("그래프(트리플):", "graphs (triples):")))
    for graph, count in contents.graphs:
        click.echo(f"  {count:>6,}  {graph}")
    total = contents.triples
    click.echo(say(Text(f"합치면 {total:,}개", f"{total:,} in the union of all")))
    click.echo(say(Text(f"준비된 질문: {contents.questions}개", f"ready questions: {contents.questions}")))


@gjgraph.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--base", required=True, help="Address that all of the plan's addresses begin with.")
@click.option("--name-ko", required=True, help="The plan's name in Korean.")
@click.option("--name-en", required=True, help="The plan's name in English.")
@click.option("--plan", default="plan", show_default=True, help="Path of the plan under id/ and data/.")
@click.option("--profile", default="profile", show_default=True, help="Name of the plan's profile.")
@click.option("--policies", type=click.IntRange(1, 99), required=True, help="Number of policies.")
@click.option("--strategies", required=True, help="For each policy (4), or policy by policy (2,3,1).")
@click.option("--projects", default=None, help="Likewise; any number if not said.")
@click.option("--instruments", type=click.IntRange(0, 99), help="Number of instruments; any if not said.")
@click.option("--values", type=click.IntRange(0, 99), help="Number of values; any if not said.")
def init(
    directory: Path,
    base: str,
    name_ko: str,
    name_en: str,
    plan: str,
    profile: str,
    policies: int,
    strategies: str,
    projects: str | None,
    instruments: int | None,
    values: int | None,
) -> None:
    """Make a new workspace in DIRECTORY, for another plan, with a profile of its own.

    It holds the ontology, shapes, queries, an empty plan to fill, hooks and a git repository.
    "gjgraph -C DIRECTORY validate" then lists what the plan still lacks.
    """
    # Imported here: it loads what writes profiles, which only this needs.
    from gjgraph.operations.create import Outline, create  # noqa: PLC0415

    outline = Outline(
        policies=policies,
        strategies=numbers("--strategies", strategies, policies),
        projects=None if projects is None else numbers("--projects", projects, policies),
        instruments=instruments,
        values=values,
    )
    create(directory, base=base, name=Text(name_ko, name_en), plan=plan, profile=profile, outline=outline)
    click.echo(
        say(
            Text(
                f"{directory}: 새 작업 공간입니다. 다음: data/{plan}.ttl을 채우고 "
                f"‘gjgraph -C {directory} validate’",
                f"{directory}: a new workspace. Next: fill data/{plan}.ttl, and "
                f"'gjgraph -C {directory} validate'",
            )
        )
    )


def numbers(option: str, text: str, policies: int) -> tuple[int, ...]:
    """Read one number for all policies, or one for each."""
    parts = text.split(",")
    if not all(part.strip().isdecimal() for part in parts) or len(parts) not in (1, policies):
        raise UnknownNameError(
            Text(
                f"{option}에는 수 하나, 또는 정책마다 하나씩 쉼표로 {policies}개를 주세요. 준 것: {text}",
                f"{option} takes one number, or {policies} with commas, one for each policy; given: {text}",
            )
        )
    found = tuple(int(part) for part in parts)
    return found if len(found) == policies else found * policies


def setting_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command a flag for each setting of the server; secrets have none, as `ps` shows flags."""
    for each in reversed(described()):
        if each.name == "operator_token":
            continue
        shown = ", ".join(each.default) if isinstance(each.default, tuple) else each.default
        unit = f" {each.metadata['unit']}" if each.metadata["unit"] else ""
        meaning = f"{each.metadata['meaning'].en}  [{shown}{unit}]"
        command = click.option(flag(each.name), each.name, default=None, help=meaning)(command)
    return command


@gjgraph.command()
@setting_options
def serve(**flags: str | None) -> None:
    """Serve the plan over HTTP: SPARQL at /sparql, ready questions at /questions, a page at /.

    Each setting is also a variable (GJGRAPH_PORT) and a key under [serve] in gjgraph.toml (port). The
    operator's token is set by GJGRAPH_OPERATOR_TOKEN. SIGHUP reads the workspace anew; SIGTERM and
    Ctrl+C stop after what runs has finished.
    """
    if sys.platform not in ("linux", "darwin"):
        raise UnreadableError(
            Text(
                f"서버는 Linux와 macOS에서 돕니다. 여기는 {sys.platform}입니다.",
                f"The server runs on Linux and macOS; this is {sys.platform}.",
            )
        )
    # Imported here: these need a system that can fork.
    from gjgraph.operations.snapshots import start  # noqa: PLC0415

    place = workspace()
    given = {name: value for name, value in flags.items() if value is not None}
    settings = read_settings(given, os.environ, place.serve)
    listener = listen(settings)
    repository = editable(place) if settings.editing else None
    engine = start(place, settings.memory_mb, settings.editing)
    try:
        # Imported here: the web framework takes as long to load as all other commands to run; the
        # engine process builds the index meanwhile.
        from gjgraph.interfaces.http.server import run  # noqa: PLC0415

        engine.wait()
    except BaseException:
        engine.close()
        raise
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    at = f"http://{host}:{listener.getsockname()[1]}/"

    def ready() -> None:
        """Say where it is, once it answers."""
        click.echo(
            say(Text(f"{place.name.ko}: {at} (멈추려면 Ctrl+C)", f"{place.name.en}: {at} (Ctrl+C stops)"))
        )

    run(place, settings, engine, listener, ready, repository)


def editable(place: Workspace) -> "Repository":
    """Open the repository that edits go to, put right what a crash left, and be its only server."""
    from gjgraph.storage.repository import Repository  # noqa: PLC0415

    repository = Repository.open(place.root)
    if repository is None:
        raise UnreadableError(
            Text(
                f"{place.root}: git 저장소가 아니어서 고칠 수 없습니다. ‘git init’ 뒤에 커밋하세요.",
                f"{place.root} is in no git repository, so it can't be edited: 'git init', then commit.",
            )
        )
    if not repository.serve_lock():
        raise RefusedError(
            Text(
                f"다른 서버(프로세스 {repository.server()})가 이 작업 공간을 고치고 있습니다. "
                "그것을 멈추거나, --editing 없이 읽기만 하도록 띄우세요.",
                f"Another server (process {repository.server()}) edits this workspace. Stop it, or serve "
                "without --editing, to read only.",
            )
        )
    repository.recover()
    return repository


def listen(settings: Settings) -> socket.socket:
    """Take the port before anything else is begun."""
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except (OSError, UnicodeError) as error:
        at = f"{settings.host}:{settings.port}"
        taken = isinstance(error, OSError) and error.errno in (errno.EADDRINUSE, errno.EACCES)
        option = "--port" if taken else "--host"
        code = error.errno if isinstance(error, OSError) and not isinstance(error, socket.gaierror) else None
        reason = os.strerror(code) if code else getattr(error, "strerror", None) or str(error)
        raise UnreadableError(
            Text(
                f"{at}에서 들을 수 없습니다: {reason}. 다른 {option} 값을 주세요.",
                f"Can't listen on {at}: {reason}. Give another {option}.",
            )
        ) from None
