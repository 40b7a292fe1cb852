"""Search: what can be found, the page that finds it, and what other programs are told."""
