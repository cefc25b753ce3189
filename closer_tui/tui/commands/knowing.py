"""Commands about what the bot knows: the owner's documents, and what a draft stands on."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

GROUP = "Knowledge"


class AddDocument(Command):
    """Take in a file that drafts may stand on: Markdown, text, a saved web page, CSV, PDF or DOCX."""

    keys = "a"
    group = GROUP
    hint = "add"
    twin = "knowledge add FILE"


class RemoveDocument(Command):
    """Take the document out of what drafts may stand on."""

    keys = "D"
    group = GROUP
    hint = "remove"
    twin = "knowledge remove DOCUMENT"
    decides = True


class ReadAgain(Command):
    """Look at the file of every document again and take in what has changed."""

    keys = "r"
    group = GROUP
    hint = "read again"
    twin = "knowledge reindex"


class TestQuestion(Command):
    """Type a customer's question and see what a draft would be given."""

    keys = "t"
    group = GROUP
    hint = "test a question"
    twin = "knowledge test QUESTION"


class Sources(Command):
    """Read what the draft stands on, word for word."""

    keys = "Q"
    group = GROUP
    twin = "drafts --json"


ON_THE_SCREEN: tuple[type[Command], ...] = (AddDocument, RemoveDocument, ReadAgain, TestQuestion)
