"""Rules as clauses over bit masks: written out once, then closed over thousands of times."""
