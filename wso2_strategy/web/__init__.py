"""Doors for browsers, programs and assistants: an HTTP API, a page and an MCP server.

Nothing is decided here; every answer is the library's, byte for byte. `questions` says what can
be asked, once for all doors.
"""
