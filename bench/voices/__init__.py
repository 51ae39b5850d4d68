"""The list of the office with thousands of voices: filters, searches and pages, on both databases."""
