"""Numeric models: plain functions that turn stated facts into derived facts."""
