"""The server process: the application on a socket that is already listening."""

import socket

import uvicorn

from gjgraph.interfaces.http.app import make_app
from gjgraph.operations.dataset import Dataset


def run(dataset: Dataset, listener: socket.socket) -> None:
    """Serve until told to stop."""
    config = uvicorn.Config(make_app(dataset), log_level="warning", lifespan="off")
    uvicorn.Server(config).run(sockets=[listener])
