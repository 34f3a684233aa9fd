"""Work on several processes or machines, in order."""
