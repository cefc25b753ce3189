"""The tables of words the rules and the offline drafter know, by language. Data, with as little code as possible."""
