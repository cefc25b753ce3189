"""The connector to a CLOSER v1 server: a hosted one, or another closer-tui.

| file | idea |
|---|---|
| `address` | which server, and is it safe to send a token there |
| `wire` | one HTTP request: bounded, within a deadline, never redirected |
| `tolerant_json` | JSON in which one broken value spoils only what holds it |
| `pages` | a page of the listing as messages; what is broken is put aside |
| `place` | how far an inbox was read, and which answers are still looked for |
| `answers` | what an HTTP answer means: typed errors |
| `finding` | whether a reply arrived, asked without a key |
| `tones` | tone profiles in the shape of the API |
| `channel` | the `Channel` itself |
| `probe` | which channels a token opens |
"""
