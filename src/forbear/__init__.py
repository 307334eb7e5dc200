"""forbear: consumer credit that has fallen overdue, handled lawfully and humanely."""
