"""Takes the README's pictures anew: `make pictures`."""

from tests.browser import browser
from tests.conftest import ROOT
from tests.servers import serving


def main() -> None:
    """Photograph the front page, and that of a strategy, as a Korean reader sees them."""
    with serving() as address, browser() as started:
        page = started.new_page(viewport={"width": 1240, "height": 1080}, locale="ko-KR")
        page.goto(address)
        page.screenshot(path=ROOT / "docs/front-page.png")
        page.goto(f"{address}doc/gwangju/m7/strategy/1-1.html")
        page.screenshot(path=ROOT / "docs/strategy.png")


if __name__ == "__main__":
    main()
