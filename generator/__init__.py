"""Render Salesforce DX metadata from a declarative schema."""

__version__ = "0.1.0"
