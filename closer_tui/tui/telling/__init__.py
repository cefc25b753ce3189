"""Being told: what is worth a word while nobody looks, in how many words, and how it reaches the desk.

```
change feed ─▶ Teller ─ facts before and now ─▶ deciding ─▶ words ─▶ Notifier ─▶ terminal (OSC, BEL, title)
```
`deciding` and `words` are pure; `Teller` remembers and waits; only `sequences` knows what terminals obey.
"""
