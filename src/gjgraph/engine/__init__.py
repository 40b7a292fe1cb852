"""The engines: the index that answers SPARQL, and the judge that applies SHACL."""
