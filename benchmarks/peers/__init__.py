"""One small problem on this library and on others, with the same answers: ``make bench``."""
