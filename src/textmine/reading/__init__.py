"""Doors: from files to tables and decoded pages."""
