"""The local database: tables, migrations, queries, search, outbox rows, change feed."""
