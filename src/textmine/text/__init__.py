"""Words, duplicates and personal data in Chinese text."""
