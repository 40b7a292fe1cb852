"""Messages between our own processes: a length, and what was pickled."""

import pickle
import socket
import struct
from typing import Any

LENGTH = struct.Struct(">I")


def send_message(control: socket.socket, message: Any) -> None:  # noqa: ANN401
    """Send a whole message, such as the first one: what was loaded, or why it wasn't."""
    content = pickle.dumps(message)
    control.sendall(LENGTH.pack(len(content)) + content)


def receive_message(control: socket.socket) -> Any:  # noqa: ANN401
    """Receive a whole message; EOFError where the other side died before it."""
    (length,) = LENGTH.unpack(receive(control, LENGTH.size))
    return pickle.loads(receive(control, length))  # noqa: S301


def receive(control: socket.socket, length: int) -> bytes:
    """Receive exactly so many bytes."""
    content = b""
    while len(content) < length:
        more = control.recv(length - len(content))
        if not more:
            raise EOFError
        content += more
    return content
