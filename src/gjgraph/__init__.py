"""A government's strategic plan as a knowledge graph that can be trusted, asked, linked and edited."""

__version__ = "0.1.0"
