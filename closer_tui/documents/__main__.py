"""The process in which one file is read: its bytes come on stdin, its parts leave on stdout as JSON."""

from __future__ import annotations

import json
import sys

from closer_tui.documents.apart import answer

if __name__ == "__main__":
    json.dump(answer(sys.argv[1], sys.stdin.buffer), sys.stdout)
