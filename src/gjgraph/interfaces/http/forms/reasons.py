"""What the history says of an edit by form for which nobody gave a reason."""

from gjgraph.core.text import LANGUAGES, Language, Text
from gjgraph.interfaces.http.forms.merging import content, group_of
from gjgraph.interfaces.http.forms.wording import LANGUAGE_NAMES
from gjgraph.operations.commits import LONGEST_SUBJECT
from gjgraph.publication.forms.sheet import Whole
from gjgraph.publication.forms.values import OF_PASSAGE, Values

LABEL = "skos:prefLabel@"
LEAST_NAME = 12
"""Letters of a name that are left of it, however long the rest is."""
ADDED = Text("{$name} 새로 만듦", "{$name} added")
RETIRED = Text("{$name} 폐지", "{$name} retired")
EDITED = Text("{$name} 고침", "{$name} changed")
ONE = Text("{$name}: {$field} {$what}", "{$name}: {$field} {$what}")
MORE = Text("{$name}: {$field} 외 {$count}곳 고침", "{$name}: {$field} and {$count} more changed")
WHAT = {
    (False, True): Text("더함", "added"),
    (True, False): Text("지움", "removed"),
    (True, True): Text("고침", "changed"),
}


def of_new(name: Text, reader: Language) -> str:
    """Say that something is added."""
    return in_a_line(ADDED, {"name": name}, reader)


def of_retiring(name: Text, reader: Language) -> str:
    """Say that something is retired."""
    return in_a_line(RETIRED, {"name": name}, reader)


def of_form(whole: Whole, values: Values, reader: Language) -> str:
    """Say what comes of a form: something new, or which of its fields is changed."""
    form, before = whole.form, whole.present.values
    if not form.is_there:
        ko, en = ("".join(values.get(LABEL + each, [])) for each in ("ko", "en"))
        return of_new(Text(ko or en or form.path, en or ko or form.path), reader)
    groups = dict.fromkeys(group_of(name) for each in (values, before) for name in each)
    sides = {group: (content(before, group), content(values, group)) for group in groups}
    changed = [group for group, (old, new) in sides.items() if old != new]
    # In the order of the form, what is said of passages last.
    order = [
        f"{each.name}@{tag}" if tag else each.name
        for each in form.fields
        for tag in (*LANGUAGES, *each.languages, "")
    ]
    changed.sort(key=lambda group: order.index(group) if group in order else len(order))
    if not changed:
        return in_a_line(EDITED, {"name": form.name}, reader)
    said = {"name": form.name, "field": called(changed[0], whole)}
    if len(changed) > 1:
        return in_a_line(MORE, {**said, "count": Text(*[str(len(changed) - 1)] * 2)}, reader)
    old, new = sides[changed[0]]
    return in_a_line(ONE, {**said, "what": WHAT[bool(old), bool(new)]}, reader)


def called(group: str, whole: Whole) -> Text:
    """Give what a group is called: its field, and the language of a text."""
    of_passage = OF_PASSAGE.match(group)
    name, _, language = (of_passage[2] if of_passage else group).partition("@")
    fields = whole.form.passage_fields if of_passage else whole.form.fields
    label = next((each.label for each in fields if each.name == name), Text(name, name))
    if not language:
        return label
    spoken = LANGUAGE_NAMES.get(language, Text(language, language))
    return Text(f"{label.ko}({spoken.ko})", f"{label.en} ({spoken.en})")


def in_a_line(pattern: Text, words: dict[str, Text], reader: Language) -> str:
    """Write a line that is no longer than a log has them, if the name can be made short enough."""
    plain = {key: Text(*map(printed, text)) for key, text in words.items()}
    line = pattern.fill(plain).in_language(reader)
    over = len(line) - LONGEST_SUBJECT
    name = plain["name"].in_language(reader)
    if over > 0:
        kept = max(LEAST_NAME, len(name) - over - 1)
        short = name if len(name) <= kept else f"{name[:kept].rstrip()}…"
        line = pattern.fill({**plain, "name": short}).in_language(reader)
    return line


def printed(text: str) -> str:
    """Leave out of a text what a log can't have in a line."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
