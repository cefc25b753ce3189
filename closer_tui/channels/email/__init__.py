"""The connector to a mailbox: read by IMAP, answered by SMTP. Blocking calls run in threads, each with a deadline.

| file | idea |
|---|---|
| `servers` | where the servers are, and is it safe to send a password there |
| `html` | HTML as readable text |
| `mail` | a raw mail as what the store needs; whatever is broken in it |
| `naming` | which message and which thread a mail is |
| `writing` | a reply as bytes, with its threading headers |
| `mailbox` | the IMAP session |
| `submission` | one SMTP hand-over, and what its failure means |
| `place` | how far each folder was read |
| `channel` | the `Channel` itself |
"""
