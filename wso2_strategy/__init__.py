"""Recommends how to deploy WSO2 API Manager, and says why."""
