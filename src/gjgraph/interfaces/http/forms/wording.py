"""What the rules say, in the words of a form: a field is called by the label that it has there."""

import re

from gjgraph.core.text import Text, with_particles
from gjgraph.publication.forms.model import Form

LANGUAGE_NAMES = {"ko": Text("한국어", "Korean"), "en": Text("영어", "English")}
PARTICLE = {
    **dict.fromkeys(("은", "는"), "은(는)"),
    **dict.fromkeys(("이", "가"), "이(가)"),
    **dict.fromkeys(("을", "를"), "을(를)"),
    **dict.fromkeys(("와", "과"), "와(과)"),
    **dict.fromkeys(("으로", "로"), "(으)로"),
}
"""Which goes with a name needn't go with its label."""
NAMED = re.compile(
    r"(?<![\w‘“\"/:#])([a-z]+:[A-Za-z][A-Za-z0-9-]*)(?: @(\w+))?(?:(으로|[은는이가을를와과로])(?![가-힣]))?"
)
"""A field by its technical name, maybe of a language, and the particle behind it; not in what was typed."""


def in_words(message: Text, form: Form) -> Text:
    """Call the fields of a form by their labels."""
    every = (*form.fields, *form.record_fields, *form.passage_fields)
    labels = {each.name: Text(*map(sentence, each.label)) for each in every}
    return Text(
        with_particles(written(message.ko, {name: label.ko for name, label in labels.items()}, 0)),
        written(message.en, {name: label.en for name, label in labels.items()}, 1),
    )


def written(message: str, labels: dict[str, str], reader: int) -> str:
    """Write the labels into a message; where one stands before its name anyway, it is said once."""
    used = set()

    def called(found: re.Match[str]) -> str:
        name, tag, particle = found.groups()
        if name not in labels:
            return found[0]
        used.add(labels[name])
        spoken = f" ({LANGUAGE_NAMES[tag][reader]})" if tag in LANGUAGE_NAMES else ""
        return f"‘{labels[name]}’{spoken}{PARTICLE.get(particle, '')}"

    told = NAMED.sub(called, message)
    for label in used:
        twice = rf"(?<!\w){re.escape(label)}\s?\((‘{re.escape(label)}’[^()]*(?:\(\w+\))?)\)"
        told = re.sub(twice, lambda found: found[1], told, flags=re.IGNORECASE)
    return told


def sentence(text: str) -> str:
    """Begin a label as sentences begin."""
    return text[:1].upper() + text[1:]


def one_line(text: str) -> str:
    """Write a name into one line that isn't too long."""
    text = " ".join(text.split())
    return text if len(text) <= 90 else f"{text[:89]}…"
