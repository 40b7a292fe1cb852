"""Editing over HTTP: by SPARQL Update, graph by graph, thing by thing; and taking an edit back."""
