"""Who drafts, by the settings and by whether there is a key."""

from __future__ import annotations

from collections.abc import Mapping

from closer_tui.config.secrets import Secret
from closer_tui.config.settings import Settings
from closer_tui.drafting.claude import ClaudeModel
from closer_tui.drafting.offline import OfflineModel


def choose_model(settings: Settings, environ: Mapping[str, str]) -> ClaudeModel | OfflineModel:
    """`auto` takes a model when its key is in the environment, else the offline drafter. `anthropic` without a key is
    meant for servers of one's own that ask for none; Anthropic's own then refuses, and the draft says so."""
    drafting = settings.drafting
    key = environ.get(drafting.api_key_env, "").strip()
    wants_model = drafting.provider == "anthropic" or (drafting.provider == "auto" and bool(key))
    return ClaudeModel(drafting, Secret(key)) if wants_model else OfflineModel()
