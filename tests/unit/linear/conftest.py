"""The world the linear face works in."""

from tests.unit.services.conftest import world

__all__ = ["world"]
