"""How many readers follow one stream, how soon they see what changed, and what each costs."""
