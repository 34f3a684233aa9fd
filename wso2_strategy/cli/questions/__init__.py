"""Commands that ask an answer something: what stands behind it, and what would change it."""
