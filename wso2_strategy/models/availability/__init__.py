"""Availability: of a use, from the flow through the topology of a design."""
