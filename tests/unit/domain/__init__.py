"""The words and the laws."""
