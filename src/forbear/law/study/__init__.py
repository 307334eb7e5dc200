"""Looking at rulebooks as a whole: what is missing, what conflicts, what has no effect."""
