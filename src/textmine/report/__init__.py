"""Reports for a browser and workbooks for Excel."""
