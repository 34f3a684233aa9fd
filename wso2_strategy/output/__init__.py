"""The answers as documents: recommendation, plan and rules."""
