"""Publish a workspace as a folder of files, for any host of files: what the server would answer, to the byte.

Only what has changed since the last time is written; the folder is replaced as a whole in the end.
"""

import gc
import hashlib
import itertools
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import jinja2
import pyoxigraph

import gjgraph
from gjgraph.core.errors import BrokenError, GjgraphError, RefusedError, UnreadableError
from gjgraph.core.text import Text
from gjgraph.operations.ask import questions
from gjgraph.operations.publishing.folder import Folder, unwritable
from gjgraph.operations.publishing.history import FOLDERS, FeedDocument, add_past
from gjgraph.operations.publishing.hosting import hosting_files
from gjgraph.operations.publishing.processes import beside, each_in_processes
from gjgraph.operations.publishing.record import RECORD, Made, Record, read_record
from gjgraph.operations.snapshots import add_dates, add_history, committed_version, load_version
from gjgraph.publication.catalogue.dataset import WELL_KNOWN
from gjgraph.publication.catalogue.dataset_page import PAGE
from gjgraph.publication.catalogue.dumps import DUMPS, GZIP
from gjgraph.publication.catalogue.dumps import FOLDER as DUMP_FOLDER
from gjgraph.publication.document import Context, digest
from gjgraph.publication.history_page import HistoryPage
from gjgraph.publication.links import DOCUMENT
from gjgraph.publication.parts import require_parts
from gjgraph.publication.query_page import PATH as QUERY
from gjgraph.publication.reads import Reads, WatchedContext, WatchedStore, ask_again, term_digests, watching
from gjgraph.publication.search.documents import PATH as SEARCH
from gjgraph.publication.search.index_file import PATH as INDEX
from gjgraph.publication.site import Site
from gjgraph.storage.replacement import replacing
from gjgraph.storage.repository import Repository
from gjgraph.storage.version import content_version
from gjgraph.storage.workspace import SETTINGS_FILE, Workspace

OWN_FOLDERS = ("data", "ontology", "queries")
"""The folders that a workspace is made of."""
SOFTWARE = (".py", ".html", ".js", ".wasm")
LIBRARIES = (pyoxigraph.__version__, jinja2.__version__)
"""What writes bytes besides our own code."""

PAST = "the current commit"
"""Stands among the terms that a document was made of for the whole history."""

COLLECTIONS = (50_000, 20, 100)
"""How seldom Python looks for what nobody has any more."""
Tell = Callable[[int, int], None]
"""Is told how many documents are done, and of how many."""


@dataclass(frozen=True)
class Published:
    """What a publication came to."""

    documents: int
    files: int
    written: int
    """Of the files, those that weren't there as they are."""


def publish(
    workspace: Workspace,
    place: Path,
    address: str = "",
    jobs: int = 0,
    tell: Tell = lambda done, total: None,
) -> Published:
    """Publish a workspace in a folder, which may be a publication already.

    `address` is where the site will be had; IRIs don't depend on it. `jobs` is the number of processes
    that write, otherwise that of the processors.
    """
    target = place.resolve()
    check(workspace, target)
    require_parts()
    # Nearly all that is made stays until the end.
    gc.set_threshold(*COLLECTIONS)
    with replacing(target) as replacement:
        before = read_record(target)
        folder = Folder(replacement.new, target, before.files())
        made, source = made_by(workspace), source_of(workspace, address)
        if (before.made_by, before.source) == (made, source) and folder.is_whole():
            return Published(len(before.documents), len(folder.known), 0)
        # The old files are taken over while the workspace is loaded.
        with beside(folder.take_over) as taken_over:
            publication = Publication(workspace, address, before, folder, tell)
            publication.compare(made)
            folder.taken = folder.known.keys() - taken_over()
        # What was changed meanwhile isn't known to be what was loaded.
        publication.record.source = source if source_of(workspace, address) == source else ""
        done = publication.make(jobs or os.cpu_count() or 1)
        replacement.commit()
    return done


def check(workspace: Workspace, target: Path) -> None:
    """Refuse a folder that isn't for this."""
    if target.exists() and not target.is_dir():
        raise UnreadableError(
            Text(f"{target}: 폴더가 아니라 파일입니다.", f"{target} is a file, and no folder.")
        )
    if any(target.is_relative_to(workspace.root / each) for each in OWN_FOLDERS):
        raise RefusedError(
            Text(
                f"{target}: 작업 공간의 자료가 있는 폴더입니다. 그 밖의 폴더를 주세요.",
                f"{target} is among the workspace's own data. Name a folder outside them.",
            )
        )
    if target.is_dir() and not (target / RECORD).is_file() and any(target.iterdir()):
        raise RefusedError(
            Text(
                f"{target}: 비어 있지 않고, gjgraph가 펴낸 것도 아닙니다. 빈 폴더나 새 폴더를 주세요.",
                f"{target} isn't empty, and wasn't published by gjgraph. Name an empty or a new folder.",
            )
        )


class Publication:
    """One time that a workspace is published."""

    def __init__(
        self, workspace: Workspace, address: str, before: Record, folder: Folder, tell: Tell
    ) -> None:
        self.version, dataset = load_version(workspace)
        add_history(dataset, workspace.root)
        self.dates = add_dates(dataset, workspace.root, self.version)
        self.index = dataset.index
        self.site = Site(workspace, self.index, questions(workspace))
        self.site.modified = self.dates.modified
        self.site.survey.keeps_dumps = True
        repository = Repository.open(workspace.root)
        self.has_history = repository is not None
        if repository is not None:
            add_past(self.site, repository)
        self.address = address
        self.before = before
        self.folder = folder
        self.tell = tell
        self.digests = term_digests(self.index)
        self.digests[PAST] = repository.head() if repository else ""
        self.answers: dict[str, str] = {}
        self.paths = list(self.site.paths())
        self.same: dict[str, Made] = {}
        """What seems to be as it was."""
        self.record = Record()

    def make(self, jobs: int) -> Published:
        """Leave what is as it was, write the rest, and note it all."""
        documents = self.record.documents
        # What was changed in the folder by others is written again.
        self.same = {
            path: known for path, known in self.same.items() if known.files.keys() <= self.folder.taken
        }
        documents.update((path, known) for path, known in self.same.items() if not known.queries)
        stale = [path for path in self.paths if path not in documents]
        gone = self.before.documents.keys() - set(self.paths)
        self.folder.remove(place for path in gone for place in self.before.documents[path].files)
        self.tell(len(documents), len(self.paths))
        with watching(self.index) as watched:
            work = each_in_processes(
                in_groups(stale), lambda group: [self.ask_and_write(path, watched) for path in group], jobs
            )
            for some in work:
                for path, made, answers in itertools.chain.from_iterable(some):
                    documents[path] = made
                    self.answers.update(answers)
                self.tell(len(documents), len(self.paths))
        self.record.documents = {path: documents[path] for path in self.paths}
        self.refuse_twice()
        hosting = list(hosting_files(self.site, self.record.documents, self.address))
        # Where they are there already, to see so takes less than to fork.
        writers = 1 if self.folder.taken else jobs
        for saved in each_in_processes(hosting, lambda each: (each[0], self.folder.save(*each)), writers):
            self.record.hosting.update(saved)
        files = self.record.files()
        self.folder.remove(self.before.files().keys() - files)
        self.record.keep_digests(self.digests)
        self.record.answers = dict(sorted(self.answers.items()))
        (self.folder.new / RECORD).write_text(self.record.to_json(), encoding="utf-8")
        known = self.folder.known
        return Published(
            len(self.paths), len(files), sum(known.get(name) != each for name, each in files.items())
        )

    def compare(self, made_by: str) -> None:
        """Find the documents whose files are what they would be now, if what they asked is answered alike."""
        self.record.made_by = made_by
        if self.before.made_by != made_by:
            return
        changed = self.before.changed(self.digests)
        for path in self.paths:
            known = self.before.documents.get(path)
            if known is None or known.reads is None or not known.reads.isdisjoint(changed):
                continue
            context = self.context(path)
            if all(getattr(context, name) == value for name, value in known.context.items()):
                self.same[path] = known

    def answer(self, asked: str) -> str:
        """Give the digest of the answer to a query, each asked once."""
        if asked not in self.answers:
            self.answers[asked] = ask_again(self.index, asked)
        return self.answers[asked]

    def context(self, path: str) -> Context:
        """Give what a document depends on besides the data."""
        return Context(
            self.version,
            # What was done once doesn't change.
            "" if path.startswith(FOLDERS) else self.dates.of(path),
            self.dates.issued,
            self.address,
            is_site=True,
            has_history=self.has_history,
        )

    def ask_and_write(self, path: str, watched: WatchedStore) -> tuple[str, Made, dict[str, str]]:
        """Write a document unless its answers are as before; give the digests of those that it is made of."""
        made = self.same.get(path)
        if made is None or any(self.answer(each) != self.before.answers.get(each) for each in made.queries):
            made = self.write(path, watched)
        return path, made, {each: self.answer(each) for each in made.queries}

    def write(self, path: str, watched: WatchedStore) -> Made:
        """Write a document, and note what it is made of."""
        for family in self.site.families:
            family.forget()
        watched.reads = reads = Reads()
        plain = self.context(path)
        context = WatchedContext(**plain.__dict__, reads=reads)
        made = Made()
        try:
            document = self.site.document(path)
            if document is None:
                raise LookupError(path)
            for place, form, language in document.representations():
                written = document.write(form, language, context)
                made.status = written.status
                # Some need a server, as the description of the search does.
                if written.status != 404:
                    made.files[place] = self.folder.save(place, written.body)
        except (GjgraphError, KeyboardInterrupt):
            raise
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise BrokenError(
                Text(
                    f"{path}: 이 문서를 쓸 수 없습니다({reason}). 바뀐 것은 없습니다.",
                    f"{path}: this document can't be written ({reason}). Nothing was changed.",
                )
            ) from error
        if isinstance(document, HistoryPage | FeedDocument):
            reads.terms.add(PAST)
        if document.is_local and not reads.is_whole:
            made.reads, made.queries = frozenset(reads.terms), tuple(sorted(reads.queries))
        made.context = {name: getattr(plain, name) for name in sorted(reads.context)}
        return made

    def refuse_twice(self) -> None:
        """Refuse two documents in one file."""
        seen: dict[str, str] = {}
        for path, made in self.record.documents.items():
            for place in made.files:
                if seen.setdefault(unquote(place), path) != path:
                    raise unwritable(place, FileExistsError())


def source_of(workspace: Workspace, address: str) -> str:
    """Digest what a publication is made of besides the software."""
    repository = Repository.open(workspace.root)
    head = repository.head() if repository else None
    return digest(json.dumps([content_version(workspace), committed_version(workspace), head, address]))


def in_groups(paths: Iterable[str]) -> list[list[str]]:
    """Put together what is written of the same, so that one process does it; what takes long comes first.

    What tells the sums of the dumps follows them.
    """
    groups: dict[str, list[str]] = {}
    written = {dump.path for dump in DUMPS}
    for path in paths:
        about_all = path in (PAGE, WELL_KNOWN, QUERY) or path.startswith(DUMP_FOLDER)
        name = SEARCH if path in (SEARCH, INDEX) else path
        groups.setdefault(PAGE if about_all else name, []).append(path)
    for group in groups.values():
        group.sort(key=lambda path: (path.removesuffix(GZIP) not in written, path.removesuffix(GZIP)))
    return [
        groups[name] for name in sorted(groups, key=lambda name: (name != PAGE, name.startswith(DOCUMENT)))
    ]


def made_by(workspace: Workspace) -> str:
    """Digest what turns the index into bytes: the software, the queries, the settings."""
    own = Path(gjgraph.__file__).parent
    files = [path for path in sorted(own.rglob("*")) if path.suffix in SOFTWARE and path.is_file()]
    files.append(workspace.root / SETTINGS_FILE)
    for kind in ("questions", "rules", "views"):
        files.extend(workspace.query_files(kind))
    found = hashlib.blake2b(digest_size=16)
    for path in files:
        content = path.read_bytes()
        found.update(f"{path.name}\0{len(content)}\0".encode())
        found.update(content)
    found.update(json.dumps(LIBRARIES).encode())
    return found.hexdigest()
