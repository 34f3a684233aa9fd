"""How the program runs around its commands: streams, arguments, progress."""
