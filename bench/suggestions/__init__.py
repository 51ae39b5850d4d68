"""What the machine's help for voices costs: CPU in the worker, waits and memory where people type."""
