"""Takes the README's pictures anew: `make pictures`."""

import io
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Page

from tests.browser import browser
from tests.conftest import ROOT
from tests.editing import EDITOR, tokens_of, versioned
from tests.servers import serving

FOLDER = ROOT / "docs"
COLOURS = 96
"""Enough for text on a page, and a third of the bytes."""
QUERY = """\
SELECT ?policy (COUNT(?strategy) AS ?strategies)
WHERE {
  ?strategy csp:strategyOf ?policy .
}
GROUP BY ?policy
ORDER BY ?policy
"""


def main() -> None:
    """Photograph the pages that the README shows, as a Korean reader sees them."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "plan"
        root.mkdir()
        shutil.copy(ROOT / "gjgraph.toml", root)
        for name in ("ontology", "data", "queries"):
            shutil.copytree(ROOT / name, root / name)
        versioned(root)
        _, secret = tokens_of(root).add(EDITOR, ("*",))
        with serving(root, editing="true") as address, browser() as started:
            page = started.new_page(viewport={"width": 1100, "height": 800}, locale="ko-KR")
            for path, name in {
                "": "front-page",
                "doc/gwangju/m7/strategy/1-1.html": "strategy",
                "source.html#p:gwangju/m7/passage/project-1-3": "source",
                "questions/counts-by-policy?lang=ko#answer": "question",
                f"sparql?lang=ko&query={quote(QUERY)}": "workbench",
            }.items():
                page.goto(address + path, wait_until="networkidle")
                take(page, name)
            page.goto(f"{address}edit/gwangju/m7/project/1-3?lang=ko")
            page.locator("#token").fill(secret)
            with page.expect_navigation():
                page.keyboard.press("Enter")
            page.locator("[name='skos:prefLabel@ko']").fill("광주형 일자리 사업")
            page.wait_for_selector(".field.wrong")
            page.evaluate("scrollTo(0, 0)")
            take(page, "form")


def take(page: Page, name: str) -> None:
    """Keep what is to be seen, in few bytes."""
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
