"""The demo: a throw-away home, a small business, and customers who write and answer."""
