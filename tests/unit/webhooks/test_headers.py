"""The headers a receiver sees."""

from closer_tui.domain.public_events import PublicEvent
from closer_tui.webhooks.headers import headers


def test_the_headers_name_the_event_and_the_delivery_and_carry_the_signature() -> None:
    sent = headers(PublicEvent.RECEIVED, "evt_1", "test", "t=1,v1=00")
    assert sent["X-Closer-Event"] == "message.received"
    assert sent["X-Closer-Delivery"] == "evt_1"
    assert sent["X-Closer-Env"] == "test"
    assert sent["X-Closer-Signature"] == "t=1,v1=00"
    assert sent["Content-Type"].startswith("application/json")
    assert sent["User-Agent"].startswith("closer-tui")
