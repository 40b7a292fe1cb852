"""The pure core: no files, no sockets, no clock. What every other room speaks in."""
