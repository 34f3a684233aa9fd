"""What is documented, as tables: connections, their conditions, ports, and what stands around."""
