"""Picture and sound: one speaker and a room full of viewers, on a network of their own."""
