"""What is taken to a board: one page with the decision, its figures, pictures and sources."""
