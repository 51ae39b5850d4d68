"""Full-text search that finds the same rows on SQLite and on PostgreSQL.

Words are folded here, in Python, by one stemmer; the databases only look stems up, SQLite in a table
of FTS5 and PostgreSQL in a tsvector. A model of its own holds the stems of a text (`StemsField`), its
migration makes the index (`full_text_index`), and `stems__matches=` asks it.
"""
