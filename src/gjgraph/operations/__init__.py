"""The verbs: load, validate, ask, describe, format, create."""
