"""The one door: reserve, permit, send, result. Nothing reaches a person but through here.

A contact is asked for by case and person, never by number; it is judged with that person's whole history
under one lock, and an allowed one counts at once. It is judged again when it is made. Only the sending step
reads an address, and a refusal is recorded like a contact.
"""
