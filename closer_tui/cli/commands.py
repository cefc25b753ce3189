"""Every command by name: which module holds it, and its line of help.

Plain tuples, because `--version` and `--help` must not wait for anything. A test keeps this table true to what the
modules register.
"""

from typing import Final

GROUPS: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    (
        "Start",
        (
            ("demo", "demo", "a shop full of customers in a throw-away home, and the screen on it"),
            ("linear", "linear", "the same work line by line, for screen readers and pipes; also --linear"),
            ("connect", "connect", "add an inbox"),
            ("inboxes", "connect", "list the inboxes and how they stand"),
            ("disconnect", "connect", "remove an inbox; what was stored stays readable"),
        ),
    ),
    (
        "Read",
        (
            ("list", "read", "list conversations"),
            ("show", "read", "show one conversation with its messages, drafts and events"),
            ("search", "read", "search messages, newest first"),
            ("view", "views", "saved views of the list: filters with a name"),
            ("links", "looking", "list the links of a conversation and where each really leads"),
            ("drafts", "read", "list the drafts that wait for a decision"),
            ("escalations", "read", "list what waits for a person, by topic"),
            ("outbox", "outbox", "list approved replies that are not confirmed, and decide on them"),
            ("audit", "read", "show who did what, and when"),
        ),
    ),
    (
        "Decide",
        (
            ("approve", "act", "approve drafts as they are, or one in other words"),
            ("reject", "act", "reject a draft with a reason"),
            ("redraft", "act", "ask for a new draft"),
            ("halt", "halt", "stop the bot at once, everywhere; what people approved still leaves"),
            ("resume", "halt", "let the bot go on after `halt`"),
            ("undo", "act", "take back the last change, or an approval, a rejection, a change of owner"),
            ("reply", "act", "send a reply of your own"),
            ("note", "act", "keep a private note in a conversation"),
            ("note-edit", "messages", "write a note of your own anew"),
            ("note-delete", "messages", "delete a note of your own"),
            ("hide", "messages", "put a message out of sight, only here"),
            ("unhide", "messages", "show a hidden message again"),
        ),
    ),
    (
        "Write",
        (
            ("quick-reply", "quick_reply", "texts kept ready under a shortcut"),
            ("intent", "intent", "what customers come with, taught by examples"),
            ("macro", "macro", "texts and actions under one name, done in one go"),
            ("rewrite", "rewrite", "have the model write a text anew, from stdin to stdout"),
            ("unsent", "unsent", "what was written in a composer and not sent"),
        ),
    ),
    (
        "Work the list",
        (
            ("take", "owning", "take a conversation over, out of its queue or from the bot"),
            ("claim", "owning", "take a conversation out of its queue; one of several who try gets it"),
            ("hand-back", "owning", "give a conversation back to the bot, with a summary"),
            ("escalate", "owning", "put a conversation in a topic's queue"),
            ("assign", "owning", "give a conversation to somebody, or to nobody"),
            ("unassign", "owning", "take a conversation from whoever has it, to nobody"),
            ("resolve", "triage", "done for now; the customer's next message opens it again"),
            ("reopen", "triage", "put a conversation back on the list"),
            ("spam", "triage", "out of every list but spam's"),
            ("snooze", "triage", "away until a time, or until the customer writes"),
            ("tag", "triage", "add tags to a conversation"),
            ("untag", "triage", "remove tags from a conversation"),
            ("priority", "work", "say how much a conversation presses"),
            ("follow-up", "work", "be reminded of a conversation, with a note of what to do then"),
            ("follow-ups", "work", "list the reminders that are open"),
            ("block", "contact", "send whatever a contact writes to spam, quietly"),
            ("unblock", "contact", "let a contact in again"),
            ("blocked", "contact", "list who is blocked"),
            ("contact", "contact", "show and edit a contact; merge two that are one, and split them again"),
            ("tags", "tags", "list tags; rename, merge and colour them"),
            ("mark-read", "triage", "count a conversation as seen"),
            ("mark-unread", "triage", "keep a conversation as if unseen"),
        ),
    ),
    (
        "Shape the bot",
        (
            ("tone", "tone", "show and set the tone profile of an inbox"),
            ("knowledge", "knowledge", "documents that drafts may stand on: add, list, show, remove, test, reindex"),
            ("mode", "tone", "say what the bot may do in an inbox"),
            ("quality", "quality", "how good the drafts are: accepted, edited, escalated, over time"),
            ("learn", "learn", "changes to the bot that your edits propose: list, accept, dismiss"),
            ("feedback", "learn", "say of one of the bot's messages that it is good or bad"),
            ("eval", "evaluate", "replay past conversations against another tone or model, and compare"),
        ),
    ),
    (
        "Run",
        (
            ("sync", "background", "pull messages from the channels"),
            ("work", "background", "draft, send and deliver what is due"),
            ("serve", "serve", "the engine and the CLOSER v1 API without a screen"),
            ("token", "token", "make, list, rotate and revoke API tokens"),
            ("webhook", "webhook", "webhook subscriptions, their deliveries and dead letters"),
            ("notify", "notify", "try desktop notices, and have quiet for a while"),
        ),
    ),
    (
        "Care",
        (
            ("commands", "keys", "list the commands of the screen: keys, undo, and their twins here"),
            ("backup", "care", "write a copy of the database while it is in use"),
            ("restore", "care", "take a copy back; what was there is put aside"),
            ("doctor", "care", "check the home: database, permissions, clock, channels"),
            ("export", "care", "write everything out as JSON lines"),
        ),
    ),
)
"""Title, then (name, module, help) of each command, in the order of `--help`."""

HIDDEN: Final[tuple[tuple[str, str, str], ...]] = (
    ("engine", "background", "the engine a screen starts as its child"),
    ("demo-stage", "demo", "the sandbox server and the customers of a demo"),
)
"""What only the program itself starts."""

MODULE_OF: Final[dict[str, str]] = {name: module for _, group in (*GROUPS, ("", HIDDEN)) for name, module, _ in group}
"""Which module of `closer_tui.cli` registers a command."""

HELP_OF: Final[dict[str, str]] = {name: text for _, group in (*GROUPS, ("", HIDDEN)) for name, _, text in group}
"""The one-line help of every command."""


def overview(version: str) -> str:
    """What `--help` prints."""
    lines = [
        f"closer-tui {version}: a terminal inbox where a bot drafts, a person approves, and the reply leaves once.",
        "",
        "Usage: closer-tui [--home DIR] [--json] [COMMAND …]",
        "",
        "Without a command, the screen. `closer-tui COMMAND --help` tells more of each.",
    ]
    for title, group in GROUPS:
        lines += ["", f"{title}:", *(f"  {name:<12} {text}" for name, _, text in group)]
    lines += [
        "",
        "Everywhere:",
        "  --home DIR   keep config, data and state in this directory (also CLOSER_TUI_HOME)",
        "  --json       one JSON document on stdout, and nothing else there",
        "  --linear     no screen: questions and answers, line by line (also with demo)",
        "  --version    print the version",
        "  --help       this page, or the one of a command",
        "",
        "Exit codes: 0 done, 1 refused or failed, 2 wrong usage.",
    ]
    return "\n".join(lines)
