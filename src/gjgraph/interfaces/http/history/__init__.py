"""The history over HTTP: who changed what, when and why."""
