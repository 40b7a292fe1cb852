"""For whoever runs the server: how it is, what it does, and what can be stopped."""
