"""The SPARQL 1.1 protocols: queries, the Graph Store, the service description, federation."""
