"""Thirty thousand real card accounts as portfolio files."""
