"""The baseline of every screen measurement: the smallest Textual app that shows a word and can be left."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Minimal(App[None]):
    """One Static, and a counter that repaints on a key."""

    BINDINGS = [("q", "quit", "Quit"), ("j", "count", "Count")]  # noqa: RUF012 - Textual's own shape

    def compose(self) -> ComposeResult:
        """The word."""
        yield Static("marker-word", markup=False)

    def action_count(self) -> None:
        """Repaint."""
        self.query_one(Static).update("marker-word again")


if __name__ == "__main__":
    Minimal().run()
