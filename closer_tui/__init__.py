"""closer-tui: a customer writes, the bot drafts, a person decides, the reply leaves exactly once."""

__version__ = "0.1.0"
