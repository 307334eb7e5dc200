"""`python -m forbear.cli`."""

from forbear.cli import main

main()
