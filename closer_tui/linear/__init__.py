"""The linear face: the whole triage as questions and answers, line by line, for screen readers, pipes and bad lines.

    lines in ─ Lines ─ Session ─ verbs ─ Decisions ─ Desk        the same decisions and services as the screen
    lines out ◀─ Lines ◀─ telling ◀─ Data                        the same reading side

Nothing is drawn, nothing moves, and nothing is said while a person types: news waits for the next answer.
"""
