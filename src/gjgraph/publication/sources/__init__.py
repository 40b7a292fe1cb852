"""The documents that a plan is written in, and what has become of their words."""
