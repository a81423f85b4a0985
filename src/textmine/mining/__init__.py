"""What residents talk about: hot issues, marking words, trends, topics, replies."""
