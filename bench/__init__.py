"""The benchmark: plans in any number, real peers beside our server, and a table of ratios."""
