"""Words of the data on a page: each on its own, so that none can turn, widen or run into what is around it."""

from markupsafe import Markup, escape


def isolated(text: str) -> Markup:
    """Keep a text's direction to itself (Unicode Bidirectional Algorithm, UAX #9 §2.4)."""
    if text.isascii():
        return escape(text)
    return Markup("<bdi>{}</bdi>").format(text) if turns(text) else escape(text)


def turns(text: str) -> bool:
    """Tell whether a text has anything that is written from the right, or says that it is."""
    return any("֐" <= letter <= "ࣿ" or "‎" <= letter <= "‮" or "⁦" <= letter <= "⁩"
               or letter >= "יִ" for letter in text)  # fmt: skip
