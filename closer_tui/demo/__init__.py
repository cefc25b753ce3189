"""The demo: a bakery on a quay, the people who write to it, and a director who says who writes when.

| file | idea |
|---|---|
| `cast/*.toml` | what everybody says: the conversations, the owner's quick replies, tone and past answers |
| `roles.py` | the same as frozen dataclasses |
| `cast.py` | `load_cast()`: from one to the other, with every rule checked |
| `rows.py` | reading a table of TOML with errors that name the place |
| `backstory.py` | what had been said before the demo began |
| `customers.py` | `Director`: who writes when, and who answers; no I/O |
| `listening.py` | the replies in what a server answers |
| `driver.py` | carries what the director says to a sandbox server, and the server's replies back to him |
| `places.py` | the throw-away directory: private, gone at the end, cleared away by the next demo at the latest |
| `seeding.py` | what both sides know before it begins |
| `stage.py` | all of it in one process: the sandbox server, the customers, the owner's engine |

Nothing here is real: numbers come from ranges kept free for fiction, addresses from example domains.
"""
