"""The kinds of rules, each in two readings, and the facts they ask for."""
