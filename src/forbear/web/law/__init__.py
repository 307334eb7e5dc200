"""The law to read: each rulebook as a page, and the question "are they allowed to?" with its answer.

It is public: nothing of a portfolio is on these pages, and they need no database. The same words serve the
terminal (`forbear law show`).
"""
