"""The pages of a form: what it shows, the verdict on what was typed, and what is still to be chosen."""

from typing import Any
from urllib.parse import urlencode

from gjgraph.core.text import Language
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.forms.merging import Conflict
from gjgraph.interfaces.http.forms.post import BETWEEN, CHOICE, Post, packed
from gjgraph.interfaces.http.forms.troubles import Trouble, id_of, once
from gjgraph.interfaces.http.forms.trying import ADDRESS, Target, Tried
from gjgraph.interfaces.http.forms.view import View
from gjgraph.interfaces.http.forms.wording import LANGUAGE_NAMES, one_line, sentence
from gjgraph.publication.forms.sheet import Whole, dropping
from gjgraph.publication.forms.values import Values
from gjgraph.publication.links import quoted


class FormPages:
    """Writes the pages about a form."""

    def __init__(self, desk: Desk, base: str) -> None:
        self.desk = desk
        self.base = base

    def verdict(self, found: Tried | None, reader: Language) -> dict[str, Any]:
        """Give what a page shows of what would come of an edit."""
        return {
            "tried": found,
            "troubles": once(found.troubles) if found else [],
            "changes": found.changes if found else None,
        }

    def page(
        self,
        template: str,
        whole: Whole,
        values: Values,
        troubles: list[Trouble],
        reader: Language,
        target: Target,
        *,
        post: Post | None = None,
        tried: Tried | None = None,
        added: str = "",
        version: str = "",
        **more: object,
    ) -> str:
        """Write a page about a form."""
        form = whole.form
        view = View(whole, values, troubles, reader)
        # Taken together, what was typed rests on what there is now; with something to be chosen, not yet.
        rests = whole.present.values
        if post and post.before is not None and (tried is None or tried.merged.is_open):
            rests, version = post.before, post.version
        is_new = bool(target.kind)
        path = form.thing.removeprefix(f"{self.base}id/")
        query = {"kind": target.kind, "under": target.under.removeprefix(f"{self.base}id/")} if is_new else {}
        place = "/edit/new" if is_new else f"/edit/{quoted(path)}"
        view.action = f"{place}?{urlencode({**query, 'lang': reader})}"
        shown = {
            "form": form,
            "view": view,
            "path": path,
            "is_new": is_new,
            "troubles": troubles,
            "post": post,
            "before": f"{packed(rests)}{BETWEEN}{version}",
            "kept": [
                (each, dropping(each) if whole.has_field(each) else "")
                for each in (whole.present.kept if form.is_there else ())
            ],
            "dropped": post.own.get("_drop", []) if post else [],
            "address": path,
            "address_id": id_of(ADDRESS),
            "action": view.action,
            "elsewhere": f"{place}?{urlencode({**query, 'lang': 'en' if reader == 'ko' else 'ko'})}",
            "conflicts": self.conflicts(tried, reader),
            "added": added,
            "base": self.base,
            "one_line": one_line,
            "sentence": sentence,
            "quoted": quoted,
            "under": target.under,
            **self.verdict(tried, reader),
            **more,
        }
        shown["troubles"] = once(troubles)
        return self.desk.pages.page(template, reader, **shown)

    def conflicts(self, tried: Tried | None, reader: Language) -> list[dict[str, Any]]:
        """Show what is still to be chosen; once it is, it is typed like all else."""
        if tried is None or not tried.merged.is_open:
            return []
        return [self.conflict(each, tried.whole, reader) for each in tried.merged.conflicts]

    def conflict(self, found: Conflict, whole: Whole, reader: Language) -> dict[str, Any]:
        """Show what two people made of one field."""
        name = found.group.rpartition("]")[2] if found.group.startswith("[") else found.group
        plain, _, language = name.partition("@")
        field = next(
            (each for each in (*whole.form.fields, *whole.form.passage_fields) if each.name == plain), None
        )
        label = sentence(field.label.in_language(reader)) if field else plain
        words = {
            side: [
                self.called(text, whole, reader)
                for listed in values.values()
                for text in listed
                if text.strip()
            ]
            for side, values in (("before", found.before), ("theirs", found.theirs), ("mine", found.mine))
        }
        return {
            "group": found.group,
            "id": id_of(f"{CHOICE}{found.group}"),
            "name": f"{CHOICE}{found.group}",
            "label": label,
            "language": LANGUAGE_NAMES[language].in_language(reader)
            if language in LANGUAGE_NAMES
            else language,
            "choice": found.choice,
            "seen": found.seen,
            **words,
        }

    def called(self, text: str, whole: Whole, reader: Language) -> str:
        """Give a value as people read it."""
        iri = whole.reading.things.get(text)
        every = (each for listed in whole.form.choices.values() for each in listed)
        choice = next((each for each in every if each.iri == iri), None) if iri else None
        return choice.name.in_language(reader) if choice else text
