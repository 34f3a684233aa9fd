"""What the rules can tell apart, and decisions over all of it."""
