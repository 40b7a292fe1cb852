"""Whether an edit leaves the plan whole: shapes, checks and rules, applied where it can reach."""
