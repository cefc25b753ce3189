"""The HTTP side: the CLOSER v1 server, its sandbox, and the webhooks that come in."""
