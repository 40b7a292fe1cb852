"""A new workspace for another plan: the shared ontology, shapes and queries, and a profile of its own."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gjgraph.core.addresses import is_base
from gjgraph.core.errors import RefusedError, UnknownNameError
from gjgraph.core.text import Text
from gjgraph.operations.format import apply, formatted
from gjgraph.storage.git import make_repository
from gjgraph.storage.workspace import open_workspace, shipped_workspace

SHARED_FILES = (
    "ontology/csp.ttl",
    "ontology/alignments.ttl",
    "ontology/shapes/plan.ttl",
    "ontology/shapes/editorial.ttl",
)
SHARED_FOLDERS = ("queries",)
SLUG = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)*")
TEMPLATES = Path(__file__).parent / "templates"
HOOKS = ".githooks"
CI = ".github/workflows"
RESERVED = {"plan", "editorial"}


@dataclass(frozen=True)
class Outline:
    """How many of each a plan must have; `None` leaves it free. Strategies and projects by policy."""

    policies: int
    strategies: tuple[int, ...]
    projects: tuple[int, ...] | None = None
    instruments: int | None = None
    values: int | None = None


def create(directory: Path, *, base: str, name: Text, plan: str, profile: str, outline: Outline) -> None:
    """Fill an empty or new folder with a workspace.

    Raises RefusedError if the folder holds anything, so that nothing is ever overwritten.
    """
    check_names(base, plan, profile)
    if not name.ko.strip() or not name.en.strip():
        raise UnknownNameError(
            Text("--name-ko와 --name-en이 비어 있습니다.", "--name-ko and --name-en must say something.")
        )
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise RefusedError(
            Text(
                f"{directory}: 빈 폴더가 아닙니다. 빈 폴더나 새 폴더를 주세요.",
                f"{directory}: not an empty folder. Name an empty folder or a new one.",
            )
        )
    # Without autoescaping: the templates write Turtle and TOML, and `escaped` sees to their strings.
    templates = Environment(  # noqa: S701
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, keep_trailing_newline=True
    )
    values = {
        "base": base,
        "plan": plan,
        "profile": profile,
        "name": Text(escaped(name.ko), escaped(name.en)),
        **vars(outline),
    }
    shipped = shipped_workspace()
    for file in SHARED_FILES:
        put(directory / file, (shipped / file).read_text(encoding="utf-8"))
    for folder in SHARED_FOLDERS:
        shutil.copytree(shipped / folder, directory / folder)
    for template, file in (
        ("gjgraph.toml.j2", "gjgraph.toml"),
        ("profile.ttl.j2", f"ontology/shapes/{profile}.ttl"),
        ("plan.ttl.j2", f"data/{plan}.ttl"),
        ("README.md.j2", "README.md"),
    ):
        put(directory / file, templates.get_template(template).render(values))
    put(directory / HOOKS / "pre-commit", (TEMPLATES / "hooks/pre-commit").read_text(encoding="utf-8"))
    (directory / HOOKS / "pre-commit").chmod(0o755)
    put(directory / CI / "validate.yml", (TEMPLATES / "validate.yml").read_text(encoding="utf-8"))
    workspace = open_workspace(directory)
    for path in workspace.graph_files():
        apply(formatted(workspace, path, drop_comments=True))
    make_repository(directory, HOOKS)


def check_names(base: str, plan: str, profile: str) -> None:
    """Refuse names that would not make good addresses and file names."""
    if not is_base(base):
        raise UnknownNameError(
            Text(
                f"--base는 http(s)로 시작해 /로 끝나는 주소여야 합니다. 준 것: {base}",
                f"--base must be an http(s) address that ends with a slash; given: {base}",
            )
        )
    for option, value in (("--plan", plan), ("--profile", profile)):
        if not SLUG.fullmatch(value) or (option == "--profile" and (value in RESERVED or "/" in value)):
            raise UnknownNameError(
                Text(
                    f"{option}에는 소문자, 숫자, 붙임표만 씁니다. 프로필 이름 plan과 editorial은 "
                    f"이미 쓰였습니다. 준 것: {value}",
                    f"{option} takes lower-case letters, digits and hyphens; the profile names plan and "
                    f"editorial are taken; given: {value}",
                )
            )


def escaped(text: str) -> str:
    """Write a text so that it can stand in a Turtle string and in a TOML one."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")


def put(path: Path, content: str) -> None:
    """Write a new file, and the folders it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
