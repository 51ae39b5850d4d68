"""PostgreSQL as Django knows it, and how many values it takes in one statement."""
