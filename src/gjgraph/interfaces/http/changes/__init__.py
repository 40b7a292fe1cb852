"""What an edit changes, told in words: graph by graph, and thing by thing."""
