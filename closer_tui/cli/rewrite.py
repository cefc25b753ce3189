"""A text written anew by the model: read from stdin, written to stdout."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer
from closer_tui.cli.session import change, text_of
from closer_tui.config.paths import Paths
from closer_tui.domain.rewriting import WORDS, Rewrite
from closer_tui.store import keys

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.database import Store


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `rewrite`."""
    rewrite = sub.add_parser("rewrite", help="have the model write a text anew, from stdin to stdout")
    rewrite.add_argument("--how", required=True, choices=[how.value for how in WORDS], help="what should change")
    rewrite.add_argument("--language", default="", metavar="NAME", help="what to translate to")
    rewrite.add_argument(
        "--for", dest="conversation", metavar="CONVERSATION", help="translate to the language of this customer"
    )
    rewrite.set_defaults(handler=_rewrite)


def _rewrite(args: Namespace, paths: Paths) -> int:
    n = keys.parse("conv", args.conversation) if args.conversation else None
    text = text_of("-")

    async def work(store: Store) -> str:
        import os

        from closer_tui.config.load import load_settings
        from closer_tui.drafting.choose import choose_model
        from closer_tui.drafting.rewriting import Asked, rewriter

        settings = load_settings(paths.config_file)
        model = choose_model(settings, os.environ)
        try:
            asked = Asked(text, Rewrite(args.how), n, args.language)
            return await rewriter(store, settings, model)(asked, lambda _: None)
        finally:
            await model.aclose()

    new = change(paths, work, first=True)
    return answer(args, {"text": new, "how": args.how}, new.split("\n"))
