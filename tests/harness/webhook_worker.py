"""A process that does nothing but deliver webhooks, made to be killed: `python -m … HOME`."""

import asyncio
import random
import sys
from collections.abc import Sequence

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.clock import SystemClock
from closer_tui.store.database import Store
from closer_tui.webhooks.deliver import Deliverer
from closer_tui.webhooks.post import Sender

SECRETS = ("whsec_new", "whsec_old")
DEADLINE_S = 1.0


async def secrets_of(endpoint_id: str) -> Sequence[str]:
    return SECRETS


async def main(home: str) -> None:
    store = await Store.open(resolve_paths(home), SystemClock())
    sender = Sender(allow_private=True, deadline_s=DEADLINE_S)
    print("ready", flush=True)
    await Deliverer(store, sender, secrets_of, random=random.random, deadline_s=DEADLINE_S).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
