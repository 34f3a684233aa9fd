"""The numeric models, asked about many loads and about loads that are only partly fixed."""
