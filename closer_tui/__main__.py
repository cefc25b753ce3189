"""`python -m closer_tui`: the same as the `closer-tui` command."""

from closer_tui.cli.main import run

if __name__ == "__main__":
    run()
