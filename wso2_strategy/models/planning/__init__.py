"""Plans: how long a design lasts as load grows, and what it costs."""
