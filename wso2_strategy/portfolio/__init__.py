"""Many requirements at once."""
