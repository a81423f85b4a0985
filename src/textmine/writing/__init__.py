"""Doors: from tables to files, complete or not at all."""
