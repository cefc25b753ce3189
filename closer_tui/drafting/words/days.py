"""Names of days and months, and words for today and tomorrow. Syntax: plain folded words."""

from __future__ import annotations

from typing import Final

WEEKDAYS: Final[tuple[tuple[str, ...], ...]] = (
    ("monday", "montag", "lundi", "lunes", "lunedi", "segunda-feira", "maandag", "poniedziałek", "понедельник"),
    ("tuesday", "dienstag", "mardi", "martes", "martedi", "terça-feira", "dinsdag", "wtorek", "вторник"),
    ("wednesday", "mittwoch", "mercredi", "miercoles", "mercoledi", "quarta-feira", "woensdag", "środę", "среду"),
    ("thursday", "donnerstag", "jeudi", "jueves", "giovedi", "quinta-feira", "donderdag", "czwartek", "четверг"),
    ("friday", "freitag", "vendredi", "viernes", "venerdi", "sexta-feira", "vrijdag", "piątek", "пятницу"),
    ("saturday", "samstag", "samedi", "sabado", "sabato", "zaterdag", "sobotę", "субботу"),
    ("sunday", "sonntag", "dimanche", "domingo", "domenica", "zondag", "niedzielę", "воскресенье"),
)
MONTHS: Final[tuple[tuple[str, ...], ...]] = (
    ("january", "jan", "januar", "janvier", "enero", "gennaio", "janeiro", "januari"),
    ("february", "feb", "februar", "fevrier", "febrero", "febbraio", "fevereiro", "februari"),
    ("march", "mar", "märz", "mars", "marzo", "março", "maart"),
    ("april", "apr", "avril", "abril", "aprile"),
    ("may", "mai", "mayo", "maggio", "maio", "mei"),
    ("june", "jun", "juni", "juin", "junio", "giugno", "junho"),
    ("july", "jul", "juli", "juillet", "julio", "luglio", "julho"),
    ("august", "aug", "aout", "agosto", "augustus"),
    ("september", "sep", "sept", "septembre", "septiembre", "settembre", "setembro"),
    ("october", "oct", "oktober", "octobre", "octubre", "ottobre", "outubro"),
    ("november", "nov", "novembre", "noviembre", "novembro"),
    ("december", "dec", "dezember", "decembre", "diciembre", "dicembre", "dezembro"),
)
TODAY: Final = ("today", "tonight", "end of the day", "heute", "aujourd'hui", "hoy", "oggi", "hoje", "vandaag", "dziś")
TOMORROW: Final = ("tomorrow", "bis morgen", "demain", "domani", "amanhã", "jutro", "завтра")
UNITS: Final[dict[str, int]] = {
    "hour": 0, "hours": 0, "stunden": 0, "heures": 0, "horas": 0, "ore": 0, "uur": 0,
    "day": 1, "days": 1, "tage": 1, "tagen": 1, "jours": 1, "dias": 1, "giorni": 1, "dagen": 1,
    "week": 7, "weeks": 7, "woche": 7, "wochen": 7, "semaines": 7, "semanas": 7, "settimane": 7, "weken": 7,
}  # fmt: skip
"""Days of a unit; 0 for hours, which are counted as such."""
