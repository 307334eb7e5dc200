"""What may be done? Rules read from rulebooks, judged one contact at a time. Standard library only."""
