"""How fast Arengo is on this machine, beside a bare Django form in the same run: `make bench`."""
