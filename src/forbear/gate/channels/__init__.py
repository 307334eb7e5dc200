"""The ways out of the gate: e-mail over SMTP, and the list of call tasks for a dialler."""
