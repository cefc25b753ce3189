-- Texts with actions under a name, and each run of one with what stood there before and after.
CREATE TABLE macros (
  n INTEGER NOT NULL,
  name TEXT NOT NULL,
  title TEXT DEFAULT '' NOT NULL,
  script TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (n),
  UNIQUE (name)
);

CREATE TABLE macro_runs (
  n INTEGER NOT NULL,
  macro TEXT NOT NULL,
  conversation_n INTEGER NOT NULL,
  outbox_n INTEGER,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  batch TEXT NOT NULL,
  before_json TEXT NOT NULL,
  after_json TEXT NOT NULL,
  undone_at INTEGER,
  PRIMARY KEY (n),
  FOREIGN KEY(conversation_n) REFERENCES conversations (n),
  FOREIGN KEY(outbox_n) REFERENCES outbox (n)
);

CREATE INDEX ix_macro_runs_conversation ON macro_runs (conversation_n);

-- The moment a person chose for a reply to leave; NULL for one that leaves at once.
ALTER TABLE outbox ADD COLUMN send_at INTEGER;

CREATE INDEX ix_outbox_later ON outbox (conversation_n) WHERE state = 'queued' AND send_at IS NOT NULL;
