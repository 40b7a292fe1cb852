"""The redirect file for whoever serves the canonical addresses: Apache's mod_rewrite, as w3id.org has it."""

import re

from gjgraph.publication.document import HTML, RDF_FORMATS, Context

PATH = "w3id.htaccess"


def redirects(base: str, context: Context) -> str:
    """Write the rules that lead from the base address to the one where the documents are had."""
    address = context.address or base
    head = [
        f"# From {base} to {address}",
        "#",
        "# This file does nothing here. It has to be handed in to the service that answers at the base",
        "# address (for w3id.org: https://github.com/perma-id/w3id.org, in the folder of its name, as",
        "# .htaccess); until that has taken it, no address redirects.",
    ]
    if address == base:
        return (
            "\n".join(
                [*head, "#", "# The documents are had at the base address: there is nothing to redirect."]
            )
            + "\n"
        )
    rules = static_rules(address) if context.is_site else live_rules(address)
    return "\n".join([*head, "", "Options +FollowSymLinks", "RewriteEngine On", *rules]) + "\n"


def live_rules(address: str) -> list[str]:
    """Send everything on: the server there negotiates by itself."""
    there = substitution(address)
    return [
        "",
        "# Things: an address of something that is no document (303).",
        f"RewriteRule ^id/(.+)$ {there}id/$1 [R=303,L]",
        "",
        "# Documents, the vocabulary's namespace, graphs, versions: negotiated there.",
        f"RewriteRule ^(.*)$ {there}$1 [R=302,L]",
    ]


def static_rules(address: str) -> list[str]:
    """Send everything on, and choose the file by what is asked for: files alone can't negotiate."""
    there = substitution(address)
    lines = ["", "# Files as they are called."]
    lines.append(rf"RewriteRule ^(.+\.(?:{'|'.join(endings())})|\.well-known/.+)$ {there}$1 [R=302,L]")
    for ending, kind, _ in RDF_FORMATS.values():
        wanted = rf'RewriteCond "%{{HTTP_ACCEPT}}" "(^|,)\s*{re.escape(kind)}\s*(,|;|$)"'
        lines += ["", f"# {kind}"]
        lines += [wanted, f"RewriteRule ^id/(.+)$ {there}doc/$1.{ending} [R=303,L]"]
        lines += [wanted, f"RewriteRule ^(.+)$ {there}$1.{ending} [R=303,L]"]
    lines += ["", "# Pages, for whoever asks for nothing else."]
    lines += [f"RewriteRule ^id/(.+)$ {there}doc/$1.{HTML} [R=303,L]"]
    lines += [f"RewriteRule ^(.+)$ {there}$1.{HTML} [R=303,L]", f"RewriteRule ^$ {there} [R=302,L]"]
    return lines


def endings() -> list[str]:
    """List the extensions of files."""
    known = [HTML, *(each[0] for each in RDF_FORMATS.values())]
    return [*known, "nq", "gz", "json", "xml", "txt", "bib", "csv"]


def substitution(address: str) -> str:
    """Write an address so that mod_rewrite takes none of its signs for its own."""
    return re.sub(r"([$%\\])", r"\\\1", address)
