"""A workspace: the folder that holds a plan's ontology, data and queries, and says so in `gjgraph.toml`."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from gjgraph.core.addresses import BASE, Addresses, is_base
from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text

SETTINGS_FILE = "gjgraph.toml"
GRAPH_FOLDERS = ("ontology", "data")
SETTINGS = {"base": str, "home": str, "name": dict, "max_file_mb": int, "serve": dict, "publish": dict}
PUBLISH = {
    "feedback": (
        re.compile(r"mailto:[^\s<>\"@]+@[^\s<>\"@]+|https?://[^\s<>\"{}|\\^`]+"),
        Text("mailto:이나 https:로 시작하는 주소", "an address that begins with mailto: or https:"),
    ),
    "address": (
        BASE,
        Text("http(s)로 시작해 /로 끝나는 주소", "an http(s) address that ends with a slash"),
    ),
}
"""What may stand in `[publish]`, and how it looks."""

SETTING_KINDS: dict[type, Text] = {
    str: Text("따옴표로 묶은 글자", "a text in quotes"),
    dict: Text("[name]처럼 쓴 표", "a table, as in [name]"),
    int: Text("정수", "a whole number"),
}


@dataclass(frozen=True)
class Workspace:
    """Where the files are, and the settings that go for all of them."""

    root: Path
    addresses: Addresses
    name: Text
    home: str
    """The path of the plan's own graph under `data/`, without its ending."""
    max_file_mb: int = 50
    serve: Mapping[str, object] = field(default_factory=dict)
    """The server's settings, as the file gives them."""
    feedback: str = ""
    """Where readers can write to; empty where the file doesn't say."""
    address: str = ""
    """Where the documents are had in public, ending with a slash; empty where the file doesn't say."""

    @property
    def home_graph(self) -> str:
        """The IRI of the plan's own graph."""
        return f"{self.addresses.base}graph/{self.home}"

    def graph_files(self) -> Iterator[Path]:
        """Find every Turtle file that holds a graph, sorted by path; links aren't followed."""
        for folder in GRAPH_FOLDERS:
            yield from self.files(folder, ".ttl")

    def source_files(self) -> Iterator[Path]:
        """Find the texts of the source documents."""
        return self.files("data/source", ".txt")

    def query_files(self, kind: str) -> Iterator[Path]:
        """Find the queries of a kind: `questions`, `checks`, `rules` or `views`."""
        return self.files(f"queries/{kind}", ".rq")

    @property
    def words_file(self) -> Path:
        """Say where the words are that the queries share."""
        return self.root / "queries" / "words.yaml"

    def files(self, folder: str, ending: str) -> Iterator[Path]:
        """Walk a folder in sorted order."""
        for parent, folders, names in os.walk(self.root / folder):
            folders.sort()
            linked = [name for name in folders if (Path(parent) / name).is_symlink()]
            for name in sorted([*linked, *(name for name in names if name.endswith(ending))]):
                yield Path(parent) / name

    def relative(self, path: Path) -> PurePosixPath:
        """Give a file's path relative to the workspace, links left as they are."""
        absolute = Path(os.path.normpath(path.absolute()))
        return PurePosixPath(absolute.relative_to(self.root).as_posix())

    def holds(self, path: Path) -> bool:
        """Tell whether a file is one of the workspace's graphs by where it lies and how it ends."""
        absolute = Path(os.path.normpath(path.absolute()))
        inside = absolute.is_relative_to(self.root) and absolute.suffix == ".ttl"
        return inside and absolute.relative_to(self.root).parts[0] in GRAPH_FOLDERS


def find_workspace(start: Path | None) -> Workspace:
    """Open the workspace at `start`; with none given, the one around this folder, else the shipped plan."""
    if start is not None:
        if not start.is_dir():
            raise UnreadableError(Text(f"{start}: 폴더가 아니거나 없습니다.", f"{start}: no such folder."))
        return open_workspace(start)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / SETTINGS_FILE).is_file():
            return open_workspace(folder)
    return open_workspace(shipped_workspace())


def shipped_workspace() -> Path:
    """Find the workspace that comes with the package: in the wheel, or in the checkout it runs from."""
    package = Path(__file__).parents[1]
    installed = package / "workspace"
    return installed if installed.is_dir() else package.parents[1]


def open_workspace(root: Path) -> Workspace:
    """Read the settings of the workspace in a folder; unknown or ill-typed ones are refused."""
    path = root / SETTINGS_FILE
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UnreadableError(
            Text(
                f"{root}: {SETTINGS_FILE}이 없어 작업 공간이 아닙니다. ‘gjgraph init {root}’로 만드세요.",
                f"{root} is no workspace: it has no {SETTINGS_FILE}. 'gjgraph init {root}' makes one.",
            )
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise broken(path, Text(f"읽을 수 없습니다: {error}", f"can't be read: {error}")) from None
    for key, value in settings.items():
        if key not in SETTINGS:
            known = ", ".join(SETTINGS)
            raise broken(
                path,
                Text(
                    f"모르는 설정 ‘{key}’. 쓸 수 있는 것: {known}", f"unknown setting '{key}'; known: {known}"
                ),
            )
        if not isinstance(value, SETTINGS[key]):
            kind = SETTING_KINDS[SETTINGS[key]]
            raise broken(
                path,
                Text(f"‘{key}’의 값은 {kind.ko}여야 합니다.", f"the value of '{key}' must be {kind.en}."),
            )
    base = str(settings.get("base", ""))
    if not is_base(base):
        raise broken(
            path,
            Text(
                "‘base’는 http(s)로 시작해 /로 끝나는 주소여야 합니다.",
                "'base' must be an http(s) address that ends with a slash.",
            ),
        )
    name = settings.get("name", {})
    publish = read_publish(path, settings.get("publish", {}))
    return Workspace(
        root=root.resolve(),
        addresses=Addresses(base),
        name=Text(str(name.get("ko", root.name)), str(name.get("en", root.name))),
        home=str(settings.get("home", "plan")),
        max_file_mb=int(settings.get("max_file_mb", 50)),
        serve=settings.get("serve", {}),
        feedback=publish.get("feedback", ""),
        address=publish.get("address", ""),
    )


def read_publish(path: Path, table: Mapping[str, object]) -> dict[str, str]:
    """Read what the settings say of publishing; unknown or senseless keys are refused."""
    for key, value in table.items():
        if key not in PUBLISH:
            known = ", ".join(PUBLISH)
            raise broken(
                path,
                Text(
                    f"[publish]에 모르는 설정 ‘{key}’. 쓸 수 있는 것: {known}",
                    f"unknown setting '{key}' in [publish]; known: {known}",
                ),
            )
        form, wanted = PUBLISH[key]
        if not (isinstance(value, str) and form.fullmatch(value)):
            raise broken(
                path,
                Text(
                    f"[publish]의 ‘{key}’는 {wanted.ko}여야 합니다.",
                    f"'{key}' in [publish] must be {wanted.en}.",
                ),
            )
    return {key: str(value) for key, value in table.items()}


def broken(path: Path, message: Text) -> UnreadableError:
    """Say what is wrong with a settings file."""
    return UnreadableError(Text(f"{path}: {message.ko}", f"{path}: {message.en}"))
