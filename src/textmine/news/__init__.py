"""From crawled pages to articles, issues, claims and mechanisms."""
