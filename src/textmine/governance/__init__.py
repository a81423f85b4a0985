"""Panels, measures, effects and rankings of community governance."""
