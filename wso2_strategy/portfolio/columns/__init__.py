"""A table of requirements, a decision for each row: by columns where rules and models can be."""
