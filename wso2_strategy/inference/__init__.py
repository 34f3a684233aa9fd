"""The engine room: facts in, conclusions and their justification out."""
