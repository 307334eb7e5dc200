"""A borrower's own evidence: what was done, what broke which clause, and what can be done about it.

Everything stays on this machine: nothing here opens a connection, and no file of the borrower is changed.
"""
