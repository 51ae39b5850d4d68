"""`python -m arengo` is the command `arengo`."""

from arengo.cli import main

main()
