"""What matches rules with facts: durable-rules, and a network in Python."""
