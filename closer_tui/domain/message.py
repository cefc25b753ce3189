"""A message and its delivery, which never moves backwards."""

from __future__ import annotations

from enum import StrEnum

from closer_tui.domain.machine import Machine


class Direction(StrEnum):
    """Who speaks to whom. A note never leaves."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    NOTE = "note"


class AnswerState(StrEnum):
    """CLOSER v1's word for an inbound message."""

    PENDING = "pending"
    REPLIED = "replied"
    ESCALATED = "escalated"


class Delivery(StrEnum):
    """An outbound message's way to the customer. RECEIVED is for inbound, NONE for notes."""

    NONE = "none"
    RECEIVED = "received"
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    CANCELLED = "cancelled"


class DeliveryEvent(StrEnum):
    """What moves a delivery."""

    START = "sent out"
    ACCEPT = "accepted"
    LOSE = "left without an answer"
    NOT_SENT = "put back"
    REFUSE = "refused"
    DELIVER = "delivered"
    SEE = "read"
    CANCEL = "cancelled"
    RETRY = "retried"


D, V = Delivery, DeliveryEvent
DELIVERY = Machine(
    "reply",
    {
        (D.QUEUED, V.START): D.SENDING,
        (D.QUEUED, V.CANCEL): D.CANCELLED,
        # What was to leave later and should not any more goes back to a person without having been tried.
        (D.QUEUED, V.REFUSE): D.FAILED,
        (D.SENDING, V.ACCEPT): D.SENT,
        (D.SENDING, V.NOT_SENT): D.QUEUED,
        (D.SENDING, V.LOSE): D.UNKNOWN,
        (D.SENDING, V.REFUSE): D.FAILED,
        # A receipt can overtake the answer to our own request.
        (D.SENDING, V.DELIVER): D.DELIVERED,
        (D.SENDING, V.SEE): D.READ,
        (D.UNKNOWN, V.ACCEPT): D.SENT,
        (D.UNKNOWN, V.DELIVER): D.DELIVERED,
        (D.UNKNOWN, V.SEE): D.READ,
        (D.UNKNOWN, V.REFUSE): D.FAILED,
        (D.UNKNOWN, V.RETRY): D.QUEUED,
        (D.UNKNOWN, V.CANCEL): D.CANCELLED,
        (D.SENT, V.DELIVER): D.DELIVERED,
        (D.SENT, V.SEE): D.READ,
        (D.SENT, V.REFUSE): D.FAILED,
        (D.DELIVERED, V.SEE): D.READ,
        (D.FAILED, V.RETRY): D.QUEUED,
        (D.FAILED, V.CANCEL): D.CANCELLED,
        (D.FAILED, V.ACCEPT): D.SENT,
    },
)
