-- What became of every draft that was put before a person, what people say of single messages, and which proposed
-- changes were accepted or dismissed.

CREATE TABLE decisions (
  draft_n INTEGER NOT NULL,
  conversation_n INTEGER NOT NULL,
  inbox_n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT DEFAULT '' NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT DEFAULT '' NOT NULL,
  topic TEXT DEFAULT '' NOT NULL,
  model TEXT DEFAULT '' NOT NULL,
  prompt_hash TEXT DEFAULT '' NOT NULL,
  tone_version INTEGER NOT NULL,
  knowledge_version INTEGER DEFAULT 0 NOT NULL,
  ready_at INTEGER NOT NULL,
  edit_class TEXT DEFAULT '' NOT NULL,
  similarity INTEGER,
  PRIMARY KEY (draft_n),
  FOREIGN KEY(draft_n) REFERENCES drafts (n) ON DELETE CASCADE
);

CREATE INDEX ix_decisions_outcome ON decisions (outcome, at);

CREATE TABLE decision_days (
  day INTEGER NOT NULL,
  inbox_n INTEGER NOT NULL,
  topic TEXT NOT NULL,
  outcome TEXT NOT NULL,
  edit_class TEXT NOT NULL,
  count INTEGER DEFAULT 0 NOT NULL,
  compared INTEGER DEFAULT 0 NOT NULL,
  similarity INTEGER DEFAULT 0 NOT NULL,
  PRIMARY KEY (day, inbox_n, topic, outcome, edit_class)
);

-- How long drafts waited for their decision, by whole seconds, minutes, hours or days, whichever is the largest that
-- fits: a median is read from these.
CREATE TABLE decision_times (
  day INTEGER NOT NULL,
  inbox_n INTEGER NOT NULL,
  took_ms INTEGER NOT NULL,
  count INTEGER DEFAULT 0 NOT NULL,
  PRIMARY KEY (day, inbox_n, took_ms)
);

-- The sums are kept as the records change, so that the quality page reads days and not drafts.
CREATE TRIGGER count_decision_added AFTER INSERT ON decisions BEGIN
  INSERT INTO decision_days (day, inbox_n, topic, outcome, edit_class, count, compared, similarity)
  VALUES (NEW.at / 86400000, NEW.inbox_n, NEW.topic, NEW.outcome, NEW.edit_class, 1, NEW.similarity IS NOT NULL,
          coalesce(NEW.similarity, 0))
  ON CONFLICT (day, inbox_n, topic, outcome, edit_class) DO UPDATE SET
    count = count + 1, compared = compared + excluded.compared, similarity = similarity + excluded.similarity;
END;

CREATE TRIGGER count_decision_removed AFTER DELETE ON decisions BEGIN
  UPDATE decision_days SET count = count - 1, compared = compared - (OLD.similarity IS NOT NULL),
    similarity = similarity - coalesce(OLD.similarity, 0)
  WHERE day = OLD.at / 86400000 AND inbox_n = OLD.inbox_n AND topic = OLD.topic AND outcome = OLD.outcome
    AND edit_class = OLD.edit_class;
END;

CREATE TRIGGER time_decision_added AFTER INSERT ON decisions
WHEN NEW.outcome IN ('unchanged', 'edited', 'rejected', 'by_hand') BEGIN
  INSERT INTO decision_times (day, inbox_n, took_ms, count)
  VALUES (NEW.at / 86400000, NEW.inbox_n, CASE WHEN (NEW.at - NEW.ready_at) < 60000 THEN (NEW.at - NEW.ready_at) / 1000 * 1000 WHEN (NEW.at - NEW.ready_at) < 3600000 THEN (NEW.at - NEW.ready_at) / 60000 * 60000
    WHEN (NEW.at - NEW.ready_at) < 86400000 THEN (NEW.at - NEW.ready_at) / 3600000 * 3600000 ELSE (NEW.at - NEW.ready_at) / 86400000 * 86400000 END, 1)
  ON CONFLICT (day, inbox_n, took_ms) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER time_decision_removed AFTER DELETE ON decisions
WHEN OLD.outcome IN ('unchanged', 'edited', 'rejected', 'by_hand') BEGIN
  UPDATE decision_times SET count = count - 1
  WHERE day = OLD.at / 86400000 AND inbox_n = OLD.inbox_n AND took_ms = CASE WHEN (OLD.at - OLD.ready_at) < 60000 THEN (OLD.at - OLD.ready_at) / 1000 * 1000 WHEN (OLD.at - OLD.ready_at) < 3600000 THEN (OLD.at - OLD.ready_at) / 60000 * 60000
    WHEN (OLD.at - OLD.ready_at) < 86400000 THEN (OLD.at - OLD.ready_at) / 3600000 * 3600000 ELSE (OLD.at - OLD.ready_at) / 86400000 * 86400000 END;
END;

CREATE TABLE feedback (
  message_seq INTEGER NOT NULL,
  conversation_n INTEGER NOT NULL,
  inbox_n INTEGER NOT NULL,
  draft_n INTEGER,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  verdict TEXT NOT NULL,
  word TEXT DEFAULT '' NOT NULL,
  PRIMARY KEY (message_seq),
  FOREIGN KEY(conversation_n) REFERENCES conversations (n) ON DELETE CASCADE
);

CREATE INDEX ix_feedback_at ON feedback (at);

CREATE TABLE proposals (
  key TEXT NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (key)
);

CREATE INDEX ix_owner_moves_event ON owner_moves (event, at);

-- What is known of the drafts before this record: how each ended, by whom and when. How far an edit went is not, and
-- stays open rather than guessed.
INSERT INTO decisions (draft_n, conversation_n, inbox_n, at, actor, outcome, reason, topic, model, prompt_hash,
                       tone_version, knowledge_version, ready_at, similarity)
SELECT d.n, d.conversation_n, c.inbox_n, d.decided_at, coalesce(d.decided_by, ''),
  CASE WHEN d.state = 'approved' AND d.decision = 'edited' THEN 'edited'
       WHEN d.state = 'approved' THEN 'unchanged'
       WHEN d.state = 'superseded' AND d.decision LIKE '% answered' THEN 'by_hand'
       ELSE d.state END,
  CASE WHEN d.state = 'rejected' THEN coalesce(d.decision, '') ELSE '' END,
  coalesce(nullif(d.topic, ''), c.topic, ''), d.model, d.prompt_hash, d.tone_version, d.knowledge_version,
  d.finished_at, CASE WHEN d.state = 'approved' AND d.decision = 'unchanged' THEN 1000 END
FROM drafts d JOIN conversations c ON c.n = d.conversation_n
WHERE d.finished_at IS NOT NULL AND d.decided_at IS NOT NULL
  AND d.state IN ('approved', 'rejected', 'stale', 'superseded', 'expired', 'withheld');
