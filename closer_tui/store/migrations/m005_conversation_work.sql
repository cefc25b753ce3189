-- What an agent adds to conversations and contacts: priority, follow-ups, coloured tags, names of one's own, blocks,
-- merges, hidden messages; and the record from which any of it is taken back.

ALTER TABLE conversations ADD COLUMN priority INTEGER DEFAULT 0 NOT NULL;

CREATE INDEX ix_conversations_priority ON conversations (priority, last_message_at, n) WHERE priority <> 0;

ALTER TABLE contacts ADD COLUMN named_by TEXT DEFAULT '' NOT NULL;

ALTER TABLE contacts ADD COLUMN blocked_at INTEGER;

ALTER TABLE contacts ADD COLUMN blocked_by TEXT;

ALTER TABLE contacts ADD COLUMN merged_into INTEGER;

CREATE INDEX ix_contacts_blocked ON contacts (blocked_at) WHERE blocked_at IS NOT NULL;

ALTER TABLE identities ADD COLUMN name TEXT DEFAULT '' NOT NULL;

UPDATE identities SET name = (SELECT p.name FROM contacts p WHERE p.n = identities.contact_n);

ALTER TABLE messages ADD COLUMN hidden_at INTEGER;

ALTER TABLE messages ADD COLUMN edited_at INTEGER;

CREATE TABLE tags (
  name TEXT NOT NULL,
  colour TEXT DEFAULT '' NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (name)
);

INSERT INTO tags (name, created_at) SELECT DISTINCT tag, 0 FROM conversation_tags;

CREATE TABLE follow_ups (
  n INTEGER NOT NULL,
  conversation_n INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  note TEXT DEFAULT '' NOT NULL,
  unless_reply INTEGER DEFAULT 0 NOT NULL,
  state TEXT DEFAULT 'waiting' NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  settled_at INTEGER,
  settled_why TEXT DEFAULT '' NOT NULL,
  PRIMARY KEY (n),
  FOREIGN KEY(conversation_n) REFERENCES conversations (n)
);

CREATE INDEX ix_follow_ups_due ON follow_ups (due_at, n) WHERE state = 'waiting';

CREATE UNIQUE INDEX ux_follow_ups_open ON follow_ups (conversation_n) WHERE state IN ('waiting','due');

CREATE TABLE undo (
  n INTEGER NOT NULL,
  batch TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  conversation_n INTEGER,
  before_json TEXT NOT NULL,
  after_json TEXT NOT NULL,
  undone_at INTEGER,
  undone_by TEXT,
  PRIMARY KEY (n)
);

CREATE INDEX ix_undo_batch ON undo (batch);

CREATE INDEX ix_undo_open ON undo (actor, n) WHERE undone_at IS NULL;
