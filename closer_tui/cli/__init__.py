"""The command line: every screen has a twin here, with `--json` everywhere."""
