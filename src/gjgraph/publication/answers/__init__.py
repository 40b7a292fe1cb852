"""Answers to ready questions as pages show them: tables, pictures, forms, and ways to take them along."""
