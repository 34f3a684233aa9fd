"""Component graphs of the patterns, and the questions they answer."""
