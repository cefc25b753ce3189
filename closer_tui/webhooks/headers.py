"""What goes above a webhook's body."""

USER_AGENT = "closer-tui-webhooks/1"


def headers(event: str, event_id: str, env: str, signature: str) -> dict[str, str]:
    """The request's headers. `X-Closer-Delivery` is the event's id, the same at every attempt and replay:
    what a receiver remembers to drop repetitions. `X-Closer-Env` is `live`, or `test` for the sandbox."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": USER_AGENT,
        "X-Closer-Event": event,
        "X-Closer-Delivery": event_id,
        "X-Closer-Env": env,
        "X-Closer-Signature": signature,
    }
