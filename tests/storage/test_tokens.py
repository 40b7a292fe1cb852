"""Tokens: only the whole secret is one, its scope is kept, and what can't be read lets nobody in."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjgraph.core.author import Author, read_author
from gjgraph.core.errors import UnknownNameError, UnreadableError
from gjgraph.storage.tokens import Token, Tokens

BASE = "https://plan.example/"
EDITOR = Author("편집자", "editor@plan.example")
OTHER = Author("Other Editor", "other@plan.example")


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path / "gjgraph")


def test_only_its_hash_is_kept_and_only_its_owner_reads_it(tokens: Tokens) -> None:
    made, secret = tokens.add(EDITOR, ["gwangju/*"], datetime(2999, 1, 1, tzinfo=UTC))
    assert len(secret.rpartition("_")[2]) * 4 >= 256
    assert secret.startswith(f"gjg_{made.id}_")
    for path in tokens.folder.iterdir():
        assert secret[13:] not in path.read_text(encoding="utf-8")
        assert path.stat().st_mode & 0o777 == 0o600
    tokens.path.chmod(0o644)
    tokens.add(OTHER)
    assert tokens.path.stat().st_mode & 0o777 == 0o600
    assert Tokens(tokens.folder).find(secret) == made
    assert Tokens(tokens.folder).list()[0] == made
    assert made.author == EDITOR
    assert made.graphs == ("gwangju/*",)


def test_no_two_are_alike(tokens: Tokens) -> None:
    secrets = {tokens.add(EDITOR)[1] for _ in range(20)}
    assert len(secrets) == len({secret[4:12] for secret in secrets}) == 20
    assert len({secret[13:] for secret in secrets}) == 20
    assert len(tokens.list()) == 20


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tokens, list[str]]:
    """Three tokens, with their secrets."""
    tokens = Tokens(tmp_path_factory.mktemp("tokens"))
    return tokens, [tokens.add(EDITOR)[1] for _ in range(3)]


@given(data=st.data())
def test_nothing_but_the_whole_secret_is_accepted(
    known: tuple[Tokens, list[str]], data: st.DataObject
) -> None:
    tokens, secrets = known
    secret = data.draw(st.sampled_from(secrets))
    place = data.draw(st.integers(0, len(secret)))
    put = data.draw(st.text(max_size=3))
    varied = data.draw(
        st.sampled_from(
            [
                secret[:place],
                secret[place:],
                secret[:place] + put + secret[place:],
                secret[:place] + put + secret[place + 1 :],
                secret[:place] + secret[place:].upper(),
                secret[:place] + secrets[0][place:],
                secret + secret,
                put,
            ]
        )
    )
    assert (tokens.find(varied) is None) is (varied not in secrets)
    found = tokens.find(secret)
    assert found
    assert secret.startswith(f"gjg_{found.id}_")


def test_the_hash_is_no_secret(tokens: Tokens) -> None:
    made, _ = tokens.add(EDITOR)
    for guess in (made.digest, f"gjg_{made.id}_{made.digest}", made.id, f"gjg_{made.id}_", "", "gjg_"):
        assert tokens.find(guess) is None


def test_it_counts_until_it_expires(tokens: Tokens) -> None:
    now = datetime.now(UTC)
    late, secret = tokens.add(EDITOR, (), now - timedelta(seconds=1))
    good = tokens.add(EDITOR, (), now + timedelta(hours=1))[1]
    assert tokens.find(secret) is None
    assert tokens.recognise(secret) == late
    assert tokens.find(good)
    end = now + timedelta(days=1)
    token = Token("x", EDITOR, (), now, end, "")
    assert token.is_over(end)
    assert not token.is_over(end - timedelta(microseconds=1))


def test_a_running_server_knows_at_once_what_another_process_changed(tokens: Tokens) -> None:
    server = Tokens(tokens.folder)
    assert server.list() == ()
    for _ in range(5):
        made, secret = tokens.add(EDITOR)
        assert server.find(secret) == made
        tokens.revoke(made.id)
        assert server.find(secret) is None
    _, secret = tokens.add(EDITOR)
    assert server.find(secret)
    tokens.path.unlink()
    assert server.find(secret) is None


def test_an_unchanged_file_is_not_read_again(tokens: Tokens) -> None:
    _, secret = tokens.add(EDITOR)
    assert tokens.find(secret)
    before = tokens.known
    assert tokens.find(secret)
    assert tokens.known is before


def test_revoking_by_id_secret_name_and_mail(tokens: Tokens) -> None:
    first, one = tokens.add(EDITOR)
    _, two = tokens.add(EDITOR)
    third, three = tokens.add(OTHER)
    assert tokens.revoke(one) == (first,)
    assert [tokens.find(each) is None for each in (one, two, three)] == [True, False, False]
    assert len(tokens.revoke("편집자")) == 1
    assert tokens.list() == (third,)
    fourth, _ = tokens.add(OTHER)
    assert tokens.revoke(OTHER.mail) == (third, fourth)
    again, _ = tokens.add(OTHER)
    assert tokens.revoke("Other Editor <other@plan.example>") == (again,)
    for gone in (one, one[:-1], first.id, "편집자", ""):
        with pytest.raises(UnknownNameError) as caught:
            tokens.revoke(gone)
        assert one[13:40] not in caught.value.message.ko + caught.value.message.en


def test_an_author_who_is_called_like_an_id(tokens: Tokens) -> None:
    first, _ = tokens.add(EDITOR)
    second, _ = tokens.add(Author(first.id, "x@plan.example"))
    assert tokens.revoke(first.id) == (first,)
    assert tokens.revoke(first.id) == (second,)


def document(**changes: object) -> bytes:
    """Write a file of one token, with something changed in it."""
    token: dict[str, object] = {
        "id": "0123abcd",
        "name": "N",
        "mail": "n@a.example",
        "graphs": [],
        "created": "2026-11-22T00:00:00+00:00",
        "expires": None,
        "sha256": "0" * 64,
    }
    return json.dumps({"format": 1, "tokens": [token | changes]}).encode()


BROKEN = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"format": 1}',
    b'{"format": 2, "tokens": []}',
    b'{"format": 1, "tokens": {"a": 1}}',
    b'{"format": 1, "tokens": [[]]}',
    document()[:-5],
    document(id="0123ABCD"),
    document(sha256=""),
    document(sha256="0" * 63 + "\n"),
    document(graphs="*"),
    document(graphs=None),
    document(graphs=[1]),
    document(name=None),
    document(expires="never"),
    document(expires="2026-11-22"),
    document(expires=0),
    document(expires=False),
    document(created=None),
]


def test_the_file_that_the_broken_ones_are_made_from_is_good(tokens: Tokens) -> None:
    tokens.folder.mkdir()
    tokens.path.write_bytes(document())
    assert tokens.list()[0].id == "0123abcd"


@pytest.mark.parametrize("content", BROKEN, ids=lambda content: content[:40].decode("latin-1"))
def test_a_broken_file_lets_nobody_in_and_is_left_alone(tokens: Tokens, content: bytes) -> None:
    _, secret = tokens.add(EDITOR)
    assert tokens.find(secret)
    tokens.path.write_bytes(content)
    for act in (
        lambda: tokens.find(secret),
        lambda: tokens.find("nonsense"),
        tokens.list,
        lambda: tokens.add(EDITOR),
        lambda: tokens.revoke(EDITOR.name),
    ):
        with pytest.raises(UnreadableError) as caught:
            act()
        assert str(tokens.path) in caught.value.message.en
    assert tokens.path.read_bytes() == content


def test_a_file_that_can_not_be_read(tokens: Tokens) -> None:
    _, secret = tokens.add(EDITOR)
    assert tokens.find(secret)
    tokens.path.unlink()
    tokens.path.mkdir()
    for _ in range(2):
        with pytest.raises(UnreadableError):
            tokens.find(secret)


def test_many_processes_add_at_once_and_none_is_lost(tokens: Tokens) -> None:
    program = (
        "import sys; from pathlib import Path; from gjgraph.core.author import Author;"
        "from gjgraph.storage.tokens import Tokens; t = Tokens(Path(sys.argv[1]));"
        "[print(t.add(Author('N', 'n@a.example'))[1]) for _ in range(10)]"
    )
    command = [sys.executable, "-c", program, str(tokens.folder)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) for _ in range(3)]
    secrets = [secret for each in running for secret in each.communicate()[0].split()]
    assert [each.returncode for each in running] == [0, 0, 0]
    assert len(secrets) == 30
    assert all(tokens.find(secret) for secret in secrets)
    assert sorted(path.name for path in tokens.folder.iterdir()) == ["tokens.json", "tokens.lock"]


MAY = [
    ((), "graph/gwangju/m7", True),
    ((), "ontology/csp", False),
    ((), "derived/inverse", False),
    (("*",), "graph/gwangju/m7", True),
    (("*",), "ontology/csp", False),
    (("gwangju/*",), "graph/gwangju/m7", True),
    (("gwangju/*",), "graph/gwangju/a/b", True),
    (("gwangju/*",), "graph/gwangju", False),
    (("gwangju/*",), "graph/gwangju2/m7", False),
    (("gwangju/*",), "graph/x/gwangju/m7", False),
    (("gwangju/m7",), "graph/gwangju/m7", True),
    (("gwangju/m7",), "graph/gwangju/m7-text", False),
    (("gwangju/m7",), "graph/gwangju/M7", False),
    (("data/gwangju/m7.ttl",), "graph/gwangju/m7", True),
    (("ontology/*",), "ontology/csp", True),
    (("ontology/*",), "ontology/shapes/plan", True),
    (("ontology/shapes/*",), "ontology/csp", False),
    (("ontology/csp",), "ontology/csp", True),
    (("ontology/*",), "graph/ontology/csp", False),
    (("ontology/*",), "graph/gwangju/m7", False),
    (("data/ontology/*",), "ontology/csp", False),
    (("data/ontology/*",), "graph/ontology/csp", True),
    (("onto*",), "ontology/csp", False),
    ((BASE + "*",), "ontology/csp", False),
    ((BASE + "*",), "graph/gwangju/m7", True),
    (("http*:*",), "ontology/csp", False),
    ((BASE + "ontology/*",), "ontology/csp", True),
    ((BASE + "graph/gwangju/m7",), "graph/gwangju/m7", True),
    (("derived/*",), "derived/inverse", False),
    ((BASE + "derived/*",), "derived/inverse", False),
    (("gwangju/m7", "ontology/csp"), "ontology/csp", True),
    (("gwangju/m7", "ontology/csp"), "graph/gwangju/m7", True),
    (("gwangju/m7", "ontology/csp"), "graph/gwangju/sdg", False),
]


@pytest.mark.parametrize(("graphs", "path", "allowed"), MAY)
def test_the_scope(graphs: tuple[str, ...], path: str, allowed: bool) -> None:
    assert Token("x", EDITOR, graphs, datetime.now(UTC), None, "").may(BASE + path, BASE) is allowed


def test_the_scope_of_graphs_of_other_addresses() -> None:
    def may(*graphs: str) -> bool:
        return Token("x", EDITOR, graphs, datetime.now(UTC), None, "").may("urn:x:y", BASE)

    assert may()
    assert may("urn:x:*")
    assert not may("*")
    assert not may("x:*")
    assert not may("urn:x")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("편집자 <editor@plan.example>", EDITOR),
        ("  Other Editor<other@plan.example>", OTHER),
        ("\u1112\u1161\u11ab <han@plan.example>", Author("한", "han@plan.example")),
    ],
)
def test_authors(text: str, meant: Author) -> None:
    assert read_author(text) == meant
    assert read_author(str(meant)) == meant


@pytest.mark.parametrize(
    "text",
    [
        *("", "name", "<a@b.example>", "n <>", "n <a>", "n <a@b> x", "n <a@b>>", "n<<a@b>", "n <a b@c>"),
        *(
            "a\nb <a@b.example>",
            "n <a@b\n>",
            "n <a@b\x00>",
            "\x1b[31mn <a@b.example>",
            "n\u202e <a@b.example>",
        ),
        *(
            ". <a@b.example>",
            " <a@b.example>",
            "n" * 300 + " <a@b.example>",
            "n <a@b@c>",
            "\udc80 <a@b.example>",
        ),
    ],
)
def test_what_is_no_author(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_author(text)
    for part in caught.value.message:
        assert len(part.splitlines()) == 1
        assert part.isprintable()
        assert len(part) < 400
