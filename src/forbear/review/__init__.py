"""What did others do? Reading logs, messages, a borrower's own evidence, contracts and apps."""
