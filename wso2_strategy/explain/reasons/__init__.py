"""Reasons as trees: built, named, laid out as lines and drawn."""
