-- What customers come with, in the owner's own list, and the questions that show each.
CREATE TABLE intents (
  n INTEGER NOT NULL,
  name TEXT NOT NULL,
  to_person INTEGER DEFAULT 0 NOT NULL,
  priority INTEGER DEFAULT 50 NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (n),
  UNIQUE (name)
);

CREATE TABLE intent_examples (
  n INTEGER NOT NULL,
  intent_n INTEGER NOT NULL,
  body TEXT NOT NULL,
  added_by TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (n),
  UNIQUE (intent_n, body),
  FOREIGN KEY(intent_n) REFERENCES intents (n)
);
