"""The console: for collectors, officers and agencies. Whatever reaches anybody goes through the gate."""
