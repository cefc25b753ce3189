-- Saved views of the list, an index for the order of reply windows, and what actions on many at once did.

CREATE TABLE saved_views (
  n INTEGER NOT NULL,
  name TEXT NOT NULL,
  filter TEXT DEFAULT '' NOT NULL,
  sort TEXT DEFAULT 'newest' NOT NULL,
  position INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  removed_at INTEGER,
  PRIMARY KEY (n)
);

CREATE UNIQUE INDEX ux_saved_views_name ON saved_views (name) WHERE removed_at IS NULL;

CREATE TABLE bulk_batches (
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  value TEXT DEFAULT '' NOT NULL,
  undone_at INTEGER,
  PRIMARY KEY (n)
);

CREATE INDEX ix_bulk_batches_age ON bulk_batches (at);

CREATE TABLE bulk_steps (
  batch_n INTEGER NOT NULL,
  conversation_n INTEGER NOT NULL,
  before_json TEXT NOT NULL,
  after_json TEXT NOT NULL,
  PRIMARY KEY (batch_n, conversation_n),
  FOREIGN KEY(batch_n) REFERENCES bulk_batches (n),
  FOREIGN KEY(conversation_n) REFERENCES conversations (n)
);

CREATE INDEX ix_bulk_steps_conversation ON bulk_steps (conversation_n);

CREATE INDEX ix_conversations_window ON conversations (window_closes_at, n) WHERE window_closes_at IS NOT NULL;
