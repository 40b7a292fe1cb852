"""Files and git: where a workspace lies, and how its files become graphs."""
