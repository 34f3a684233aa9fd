"""Sizes: how many nodes of which size a design needs."""
