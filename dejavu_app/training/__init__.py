"""How the shipped models were made, as recipes that anyone can run again."""
