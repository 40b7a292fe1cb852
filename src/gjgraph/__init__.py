"""A government's strategic plan as a knowledge graph that can be trusted, asked, linked and edited."""

from importlib.metadata import version

__version__ = version("gjgraph")
