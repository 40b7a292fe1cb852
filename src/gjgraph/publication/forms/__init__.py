"""Forms: what an editor can say of a thing, as the shapes and the ontology have it."""
