"""Every command there is, as `closer-tui commands` lists it: keys, palette, help, how it is taken back, and its twin.

What a command changes and how that is undone stands here in one table, so that a command nobody has thought about is
noticed: a test walks all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from closer_tui.tui.commands import conversing, looking, moving
from closer_tui.tui.commands.base import NO_KEY, Command
from closer_tui.tui.commands.by_screen import BY_SCREEN
from closer_tui.tui.commands.going import EVERYWHERE
from closer_tui.tui.keymaps import KEYMAPS, keymap

__all__ = ["Entry", "catalogue", "commands_of_screens"]

ON_THE_SCREEN = "It moves about on the screen and changes nothing."
"""Why some commands have neither an undo nor a twin."""
GROUPS_ON_THE_SCREEN = frozenset({"Moving", "Forms", "Keyboard", "Panes", "Looking", "Everywhere"})

UNDO: Mapping[str, str] = MappingProxyType(
    {
        "approve": "z takes it back until it leaves.",
        "approve_ticked": "One z takes all of them back until they leave.",
        "edit": "What is sent is taken back by z until it leaves.",
        "reject": "z puts the draft back.",
        "redraft": "Not needed: nothing leaves, and the draft before stays in the history.",
        "write": "What is sent is taken back by z until it leaves.",
        "send": "z takes it back until it leaves; the words come back into the composer.",
        "send_later": "z, or Take back in the outbox, until its time comes.",
        "rewrite": "Escape leaves the text as it was; ctrl+z in the composer brings it back.",
        "edit_elsewhere": "Nothing is sent by it: what came back stands in the composer, to be changed.",
        "attach": "Not needed: no channel takes files yet, and it only says so.",
        "write_note": "z removes the note.",
        "take_over": "z gives it back to whoever had it.",
        "claim": "z puts it back into its queue.",
        "assign": "z gives it back to whoever had it.",
        "unassign": "z gives it back to whoever had it.",
        "hand_back": "z takes it back from the bot.",
        "escalate": "z gives it back to whoever had it.",
        "snooze": "z brings it back to the list.",
        "resolve": "z opens it again.",
        "reopen": "z puts it back where it was.",
        "spam": "z puts it back where it was.",
        "mark_unread": "The same key marks it read.",
        "tag": "z takes the tag away, or puts it back.",
        "set_priority": "z puts the priority back.",
        "follow_up": "z takes the reminder away, or puts it back as it was.",
        "edit_contact": "z puts back what was said before.",
        "show_contact": "z takes back what was done from there.",
        "merge_contact": "z, or Split contact at any later time, takes it back exactly.",
        "split_contact": "Merge them again.",
        "block_contact": "z lets them in again and brings their conversations back.",
        "unblock_contact": "z blocks them again.",
        "teach": "z makes it forget that.",
        "colour_tag": "z gives it the colour it had.",
        "message_menu": "z takes back what was done there; a reply sent again cannot be.",
        "run_macro": "One z takes its actions back; a reply until it leaves.",
        "repeat": "z takes back what it did.",
        "play": "z takes back what it did, step by step.",
        "undo": "Do it again: what was taken back is decided anew.",
        "take_back": "Approve or send it again.",
        "discard": "Not possible: a reply that was given up is written again instead.",
        "send_again": "Not possible: it leaves at once. The outbox asks where it could arrive twice.",
        "mark_sent": "Not possible: nothing is sent by it. The outbox asks before.",
        "connect": "Disconnect removes the inbox; what was stored stays readable.",
        "connect_mail": "Disconnect forgets the password; what was stored stays readable.",
        "disconnect": "Connect it again with the same token; what was stored stays readable.",
        "cycle_mode": "The same key goes on to the other mode.",
        "save_tone": "Versions go back to any earlier one.",
        "good_message": "z takes it back.",
        "bad_message": "z takes it back.",
        "accept_proposal": "z puts back what stood there before.",
        "dismiss_proposal": "z proposes it again.",
        "save_view": "z removes the view.",
        "edit_view": "z puts the view back as it was.",
        "rename_view": "z gives it its name back.",
        "remove_view": "z puts the view back.",
        "move_view_up": "z moves it back.",
        "move_view_down": "z moves it back.",
        "add_document": "z takes it out again, or brings the version before it back.",
        "remove_document": "z brings it back.",
        "read_again": "z brings the versions before back, one by one.",
        "quick_replies": "z takes back a change to one.",
        "open_backup": "What stood there before is put aside and named.",
        "forget_searches": "Not possible: what is forgotten is gone, which is what it is for.",
        "halt": "The same key lets the bot go on; what it was writing is written then.",
        "quiet_for_an_hour": "The same command ends the quiet.",
        "theme": "Escape keeps the look there was; any theme can be chosen again.",
    }
)
"""How each command that changes something is taken back, or why it is not."""

_SHOWS = (
    "follow_ups narrow_history sources test_question"
    " history copy_message unsent_words show_versions next_inbox redraw_preview filter_list change_view sort_list"
    " only_mine only_unread only_needing_you next_unread previous_unread go_back next_topic previous_topic skip"
    " other_span other_inbox previous try_demo connect_first"
)
_TICKS = "tick tick_range tick_all tick_others tick_again"
LOOKS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(_SHOWS.split(), "It only shows something."),
        **dict.fromkeys(_TICKS.split(), "Ticks decide nothing; the same key takes them away."),
        "drop_changes": "Nothing was saved yet, and it asks before.",
    }
)
"""Commands outside the groups above that change nothing either, and why there is nothing to take back."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One command. `undo` says how, or why not; a command without `twin` is about the screen itself."""

    id: str
    label: str
    group: str
    help: str
    screens: tuple[str, ...]
    keys: Mapping[str, str]
    palette: bool
    undo: str
    twin: str
    sends: bool

    def json(self) -> dict[str, Any]:
        """As `commands` prints it."""
        return asdict(self)


def commands_of_screens() -> dict[str, tuple[type[Command], ...]]:
    """What each screen offers, by its name."""
    from closer_tui.tui.screens.approvals import ApprovalsScreen
    from closer_tui.tui.screens.inbox import InboxScreen
    from closer_tui.tui.screens.search import SearchScreen

    return {
        "everywhere": EVERYWHERE,
        "lists": moving.LIST,
        "inbox": InboxScreen.OFFERS,
        "approvals": ApprovalsScreen.OFFERS,
        "search": SearchScreen.OFFERS,
        "composer": (conversing.Send,),
        "links": (looking.CopyLink, looking.OpenLink, moving.Back),
        **BY_SCREEN,
    }


def catalogue() -> Iterator[Entry]:
    """Every command once, in the order of the screens that offer it."""
    offered = commands_of_screens()
    for command in dict.fromkeys(command for commands in offered.values() for command in commands):
        screens = tuple(name for name, commands in offered.items() if command in commands)
        yield Entry(
            command.id(),
            command.label(),
            command.group,
            command.help(),
            screens,
            {name: _keys(command, keymap(name, {})) for name in KEYMAPS},
            command.in_palette,
            undo_of(command),
            command.twin,
            command.sends,
        )


def undo_of(command: type[Command]) -> str:
    """How it is taken back, or why not; empty for one that nobody has thought about."""
    if found := UNDO.get(command.id()) or LOOKS.get(command.id()):
        return found
    return ON_THE_SCREEN if command.group in GROUPS_ON_THE_SCREEN else ""


def _keys(command: type[Command], own: Mapping[str, str]) -> str:
    keys = {str(binding.id): own.get(str(binding.id), binding.key) for binding in command.bindings()}
    return ",".join(each for each in keys.values() if not each.startswith(NO_KEY))
