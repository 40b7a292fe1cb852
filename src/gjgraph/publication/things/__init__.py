"""Things: all that a reader needs to understand one, as a page and as RDF."""
