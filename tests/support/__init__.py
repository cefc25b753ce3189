"""Small worlds that tests of several floors share."""
