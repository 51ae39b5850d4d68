"""A bare Django form with a seat and an outbox row: the least that a registration can be."""
