"""Explanations of a recommendation."""
