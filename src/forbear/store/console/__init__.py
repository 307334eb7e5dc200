"""What the console reads and writes: the worklist, a case in one page, complaints, placements, searches."""
