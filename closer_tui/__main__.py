"""`python -m closer_tui`: the same as the `closer-tui` command."""

import sys

from closer_tui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
