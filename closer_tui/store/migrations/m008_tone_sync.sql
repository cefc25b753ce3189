-- How far the tone profile of an inbox and the one its server keeps agree.

CREATE TABLE tone_sync (
  inbox_n INTEGER NOT NULL,
  agreed_version INTEGER,
  checked_at INTEGER DEFAULT 0 NOT NULL,
  failures INTEGER DEFAULT 0 NOT NULL,
  retry_at INTEGER DEFAULT 0 NOT NULL,
  error TEXT,
  conflict_version INTEGER,
  PRIMARY KEY (inbox_n),
  FOREIGN KEY(inbox_n) REFERENCES inboxes (n)
);
