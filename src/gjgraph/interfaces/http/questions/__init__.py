"""The ready questions over HTTP, each with typed parameters."""
