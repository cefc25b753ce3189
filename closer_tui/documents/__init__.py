"""Files of the owner, read into parts that keep their headings. Nothing is fetched, nothing in a file is run.

```
bytes ─ kinds ─▶ markdown | plain | html_page | pdf | docx | csv_rows ─▶ blocks ─ parting ─▶ parts
```
`apart` does all of it in a process of its own, with limits on its time and memory: a file is a stranger's work, and
what a parser makes of a broken one is not to be trusted with the program's own process.
"""
