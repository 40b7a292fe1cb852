"""Checks a publication against the rules that can be checked: any deployment, ours or somebody else's."""
