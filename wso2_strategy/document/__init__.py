"""Documents: one model of what is written, and its writers; knows nothing of WSO2."""
