"""The built-in knowledge base, one module per topic."""
