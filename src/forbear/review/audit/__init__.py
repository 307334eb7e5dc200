"""A whole contact log judged after the fact: taken in, put into circles, swept, and what it shows."""
