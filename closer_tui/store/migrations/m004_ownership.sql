-- Who had what, who looks at what, and what a person told the bot when it took over again.

CREATE TABLE IF NOT EXISTS owner_moves (
  n INTEGER NOT NULL,
  conversation_n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  event TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  before_json TEXT DEFAULT '{}' NOT NULL,
  undone_at INTEGER,
  PRIMARY KEY (n),
  FOREIGN KEY(conversation_n) REFERENCES conversations (n)
);

CREATE INDEX IF NOT EXISTS ix_owner_moves_conversation ON owner_moves (conversation_n, epoch);

CREATE TABLE IF NOT EXISTS handovers (
  n INTEGER NOT NULL,
  conversation_n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  message_seq INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  summary_json TEXT NOT NULL,
  undone_at INTEGER,
  PRIMARY KEY (n),
  FOREIGN KEY(conversation_n) REFERENCES conversations (n)
);

CREATE INDEX IF NOT EXISTS ix_handovers_conversation ON handovers (conversation_n, n);

-- Notes that ended a person's stretch before there was a table for them.
INSERT INTO handovers (conversation_n, at, author, message_seq, epoch, summary_json)
SELECT m.conversation_n, m.at, m.author, m.seq, c.owner_epoch, json_object('facts', json_array(substr(m.body, 25)))
FROM messages m JOIN conversations c ON c.n = m.conversation_n
WHERE m.direction = 'note' AND substr(m.body, 1, 24) = 'Handed back to the bot: '
  AND NOT EXISTS (SELECT 1 FROM handovers h WHERE h.message_seq = m.seq);

CREATE TABLE IF NOT EXISTS presence (
  holder TEXT NOT NULL,
  agent TEXT NOT NULL,
  conversation_n INTEGER NOT NULL,
  since INTEGER NOT NULL,
  replying_since INTEGER,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (holder)
);
