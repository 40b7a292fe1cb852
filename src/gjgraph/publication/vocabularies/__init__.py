"""Vocabularies and shapes: what the terms mean, in words and as a picture."""
