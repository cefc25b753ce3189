"""The tone linter: what a text is like in the terms of a tone profile, what is off, and what code can put right.

measures ─▶ complaints (against a profile)        repair: sign-off, emoji
"""
