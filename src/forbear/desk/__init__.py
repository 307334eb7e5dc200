"""What to do next: cases, treatments, promises, and what the night intends. Domain only, no SQL.

`desk` proposes, `gate` disposes: nothing here can reach anybody.
"""
