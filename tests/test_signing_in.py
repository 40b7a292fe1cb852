"""Signing in to edit in a browser: who gets the cookie, what it is good for, and whose forms count."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from gjgraph.interfaces.http.signing_in.sessions import EDITOR as SESSION
from gjgraph.storage.tokens import Tokens
from tests.editing import EDITOR, tokens_of, versioned
from tests.servers import serving

WRONG = "gjg_01234567_" + "0" * 64
ENGLISH = {"accept-language": "en"}


@dataclass
class Site:
    """A server that takes edits, behind a proxy on this machine, and its tokens."""

    address: str
    tokens: Tokens

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401
        """Send a request as a browser on a page of this site does."""
        headers = {"sec-fetch-site": "same-origin", **ENGLISH, **more.pop("headers", {})}
        headers = {name: value for name, value in headers.items() if value}
        with httpx.Client(base_url=self.address, cookies=more.pop("cookies", None), timeout=60) as client:
            return client.request(method, path, headers=headers, **more)

    def enter(self, secret: str, onward: str = "/edit", **more: Any) -> httpx.Response:  # noqa: ANN401
        """Send the form."""
        return self.send("POST", "/edit/sign-in", data={"token": secret, "next": onward}, **more)


@pytest.fixture(scope="module")
def site(saebom: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = Path(shutil.copytree(saebom, tmp_path_factory.mktemp("signing-in") / "plan", symlinks=True))
    versioned(root)
    with serving(root, None, editing="true", trusted_proxy="127.0.0.1") as address:
        yield Site(address, tokens_of(root))


def cookie_of(answer: httpx.Response) -> dict[str, str]:
    """Read the attributes of the one cookie that an answer sets."""
    (line,) = answer.headers.get_list("set-cookie")
    parts = [part.strip().partition("=") for part in line.split(";")]
    return {"value": parts[0][2].strip('"'), "name": parts[0][0]} | {
        name.lower(): value for name, _, value in parts[1:]
    }


def test_a_right_token_gets_a_cookie_for_the_editors_pages_only(site: Site) -> None:
    _, secret = site.tokens.add(EDITOR)
    answer = site.enter(secret, "/edit/id/x?lang=ko")
    assert (answer.status_code, answer.headers["location"]) == (303, "/edit/id/x?lang=ko")
    assert answer.headers["cache-control"] == "no-store"
    given = cookie_of(answer)
    assert given == {
        "name": SESSION.cookie,
        "value": secret,
        "httponly": "",
        "path": "/edit",
        "samesite": "strict",
    }
    over_tls = cookie_of(site.enter(secret, headers={"x-forwarded-proto": "https"}))
    assert over_tls == given | {"secure": ""}
    cookies = {SESSION.cookie: secret}
    home = site.send("GET", "/edit", cookies=cookies)
    assert (home.status_code, home.headers["cache-control"]) == (200, "no-store")
    assert "access-control-allow-origin" not in home.headers
    assert "frame-ancestors 'none'" in home.headers["content-security-policy"]
    assert EDITOR.name in home.text
    assert secret not in home.text
    # Elsewhere it is worth nothing.
    update = {"update": "INSERT DATA { <x:a> <x:b> <x:c> }"}
    assert site.send("POST", "/update", data=update, cookies=cookies).status_code == 401


def test_who_is_not_signed_in_is_led_to_where_one_does(site: Site) -> None:
    answer = site.send("GET", "/edit?lang=ko")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/edit/sign-in?next=/edit%3Flang%3Dko"
    page = site.send("GET", answer.headers["location"])
    assert (page.status_code, "set-cookie" in page.headers) == (200, False)
    assert 'value="/edit?lang=ko"' in page.text


def test_wrong_tokens_are_slow_and_written_down(site: Site) -> None:
    began = time.perf_counter()
    answer = site.enter(WRONG)
    assert time.perf_counter() - began >= 0.25
    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
    assert "There is no such token" in answer.text
    assert WRONG not in answer.text
    assert site.enter("").status_code == 400
    audit = (site.tokens.folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    assert any('"way": "sign-in", "why": "wrong token"' in line for line in audit)
    assert not any("0" * 64 in line for line in audit)


def test_a_token_that_is_over_or_revoked_signs_out(site: Site) -> None:
    past = datetime.now(UTC) - timedelta(minutes=1)
    _, expired = site.tokens.add(EDITOR, expires=past)
    made, secret = site.tokens.add(EDITOR)
    assert "has expired" in site.enter(expired).text
    assert site.send("GET", "/edit", cookies={SESSION.cookie: secret}).status_code == 200
    site.tokens.revoke(made.id)
    for each in (expired, secret):
        answer = site.send("GET", "/edit", cookies={SESSION.cookie: each})
        assert (answer.status_code, answer.headers["location"]) == (303, "/edit/sign-in?next=/edit&ended=1")
        assert "revoked" in site.send("GET", answer.headers["location"], cookies={SESSION.cookie: each}).text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "", "origin": "http://OWN"}, 303),
        ({"sec-fetch-site": "", "origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": "", "origin": "null"}, 403),
        ({"sec-fetch-site": "", "origin": "http://["}, 403),
        ({"sec-fetch-site": "", "origin": "ftp://OWN"}, 403),
        ({"sec-fetch-site": ""}, 403),
    ],
    ids=str,
)
def test_only_forms_of_this_site_count(site: Site, headers: dict[str, str], status: int) -> None:
    _, secret = site.tokens.add(EDITOR)
    own = site.address.removeprefix("http://").rstrip("/")
    sent = {name: value.replace("OWN", own) for name, value in headers.items()}
    cookies = {SESSION.cookie: secret}
    assert site.enter(secret, headers=sent).status_code == status
    left = site.send("POST", "/edit/sign-out", data={"lang": "en"}, cookies=cookies, headers=sent)
    assert (left.status_code, "set-cookie" in left.headers) == (status, status == 303)
    site.tokens.revoke(secret)


@pytest.mark.parametrize(
    "onward",
    [
        *("https://evil.example/edit", "//evil.example/edit", "/\\evil.example", "/edit/../sparql", ""),
        *("/edit/%2e%2e/sparql", "/editor", "/edit/sign-in?next=/edit", "/edit\r\nX-Evil: 1", "javascript:1"),
        *("//[", "http://[", "/edit/한글"),
    ],
)
def test_signing_in_leads_to_no_other_place(site: Site, onward: str) -> None:
    _, secret = site.tokens.add(EDITOR)
    assert site.enter(secret, onward).headers["location"] == "/edit"
    page = site.send("GET", f"/edit/sign-in?next={quote(onward)}")
    assert 'name="next" value="/edit"' in page.text
    site.tokens.revoke(secret)


def test_a_token_in_clear_is_refused(site: Site) -> None:
    _, secret = site.tokens.add(EDITOR)
    answer = site.enter(secret, headers={"x-forwarded-proto": "http"})
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert "https" in answer.text


def test_signing_out(site: Site) -> None:
    _, secret = site.tokens.add(EDITOR)
    left = site.send("POST", "/edit/sign-out", data={"lang": "ko"}, cookies={SESSION.cookie: secret})
    gone = cookie_of(left)
    assert (gone["value"], gone["path"], gone["max-age"]) == ("", "/edit", "0")
    assert left.headers["location"] == "/edit/sign-in?lang=ko"


def test_where_editing_is_off_or_nobody_is_the_operator_the_pages_say_how_to_turn_it_on() -> None:
    turned_on_by = {"edit": "gjgraph serve --editing true", "operator": "GJGRAPH_OPERATOR_TOKEN"}
    with serving() as address:
        for first, way in turned_on_by.items():
            for method, path in [("GET", first), ("GET", f"{first}/sign-in"), ("POST", f"{first}/sign-in")]:
                answer = httpx.request(method, address + path, headers={"accept": "text/html"})
                assert answer.status_code == 403
                assert way in answer.text


@pytest.mark.parametrize("path", ["/edit/nope/nothing", "/operator/nope"])
def test_no_other_site_sees_even_a_problem(site: Site, path: str) -> None:
    answer = site.send("GET", path)
    assert answer.status_code in (303, 401, 403, 404)
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert answer.headers["x-frame-options"] == "DENY"


def test_signing_in_is_in_the_language_of_the_page_one_comes_from(site: Site) -> None:
    korean = {"accept-language": "ko"}
    led = site.send("GET", "/edit/saebom/goal?lang=en", headers=korean)
    page = site.send("GET", led.headers["location"], headers=korean).text
    assert "<h1>Sign in to edit</h1>" in page
    # Unless another is asked for; and an address that says none, or isn't one, leaves it to the browser.
    assert '<html lang="ko"' in site.send("GET", led.headers["location"] + "&lang=ko").text
    for onward in ("/edit?lang=xx", "?lang", "/edit#?lang=en", "//[?lang=", "/edit?x=lang%3Den"):
        assert (
            '<html lang="ko"'
            in site.send("GET", "/edit/sign-in", params={"next": onward}, headers=korean).text
        ), onward
