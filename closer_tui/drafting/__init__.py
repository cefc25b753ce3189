"""Conversation, tone and knowledge go in; a checked draft comes out."""
