"""What a dataset is on the web: documents with an address, each in several formats, of the index alone."""
