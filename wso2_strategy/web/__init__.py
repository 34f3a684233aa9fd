"""Doors for those without a terminal: an HTTP API, a page, and tools for assistants.

No logic of its own: one table of questions, asked of the top floor. The frameworks are
the extras "web" and "mcp", loaded where they are used.
"""
