"""Signing in, in a browser: with a token, for some paths, for a while."""
