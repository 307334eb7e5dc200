"""What goes on, told without anybody in it: logs, running numbers, traces.

Whoever operates forbear reads these, and so do the machines in between. Nothing here takes a name, a number, a
mailbox or a text: each field has a list of what it may hold, and what does not fit is dropped.
"""
