"""The domain: what is stated and concluded, sources, assumptions and the catalog."""
