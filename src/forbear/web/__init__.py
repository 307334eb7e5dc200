"""The pages and the endpoints: the night's report, the dialler's tasks, and judging over HTTP.

Server-rendered, without scripts; nothing is loaded from another host. A page never shows a whole telephone
number, address or name: it is given masked ones and has no way to ask for more.
"""
