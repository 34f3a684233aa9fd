"""Load: what is stated about traffic, and what a request costs."""
