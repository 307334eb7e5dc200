"""Rules in the languages of the engines that `bench/engines.py` compares."""
