-- The first schema. Never edited after its release: a later migration changes it.


CREATE TABLE api_tokens (
  n INTEGER NOT NULL,
  id TEXT NOT NULL,
  prefix TEXT NOT NULL,
  hash TEXT NOT NULL,
  env TEXT NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  channels_json TEXT NOT NULL,
  scopes_json TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_used_at INTEGER,
  PRIMARY KEY (n),
  UNIQUE (id),
  UNIQUE (hash)
);

CREATE TABLE audit (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  conversation_n INTEGER,
  entity TEXT DEFAULT '' NOT NULL,
  detail_json TEXT DEFAULT '{}' NOT NULL
);

CREATE INDEX ix_audit_conversation ON audit (conversation_n);

CREATE TABLE changes (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  conversation_n INTEGER,
  entity TEXT DEFAULT '' NOT NULL,
  data_json TEXT DEFAULT '{}' NOT NULL
);

CREATE TABLE contacts (
  n INTEGER NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  detail_json TEXT DEFAULT '{}' NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (n)
);

CREATE TABLE counters (
  "key" TEXT NOT NULL,
  value INTEGER DEFAULT 0 NOT NULL,
  PRIMARY KEY ("key")
);

CREATE TABLE idempotency (
  n INTEGER NOT NULL,
  token_n INTEGER NOT NULL,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  "key" TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  state TEXT NOT NULL,
  status INTEGER,
  response TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (n),
  UNIQUE (token_n, method, path, "key")
);

CREATE INDEX ix_idempotency_age ON idempotency (created_at);

CREATE TABLE inboxes (
  n INTEGER NOT NULL,
  id TEXT NOT NULL,
  channel TEXT NOT NULL,
  connector TEXT NOT NULL,
  env TEXT DEFAULT 'live' NOT NULL,
  name TEXT NOT NULL,
  address TEXT DEFAULT '' NOT NULL,
  mode TEXT DEFAULT 'draft' NOT NULL,
  state TEXT DEFAULT 'connected' NOT NULL,
  config_json TEXT DEFAULT '{}' NOT NULL,
  tone_version INTEGER DEFAULT 1 NOT NULL,
  knowledge_version INTEGER DEFAULT 0 NOT NULL,
  created_at INTEGER NOT NULL,
  last_sync_at INTEGER,
  last_ok_at INTEGER,
  last_error TEXT,
  failures INTEGER DEFAULT 0 NOT NULL,
  retry_at INTEGER DEFAULT 0 NOT NULL,
  PRIMARY KEY (n),
  UNIQUE (id)
);

CREATE TABLE leases (
  name TEXT NOT NULL,
  holder TEXT NOT NULL,
  token TEXT NOT NULL,
  acquired_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  detail TEXT DEFAULT '' NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE meta (
  "key" TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY ("key")
);

CREATE TABLE quick_replies (
  n INTEGER NOT NULL,
  shortcut TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  keywords TEXT DEFAULT '' NOT NULL,
  language TEXT DEFAULT '' NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (n),
  UNIQUE (shortcut, language)
);

CREATE TABLE secrets (
  owner TEXT NOT NULL,
  purpose TEXT NOT NULL,
  sealed TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (owner, purpose)
);

CREATE TABLE spending (
  day TEXT NOT NULL,
  model TEXT NOT NULL,
  drafts INTEGER DEFAULT 0 NOT NULL,
  input_tokens INTEGER DEFAULT 0 NOT NULL,
  output_tokens INTEGER DEFAULT 0 NOT NULL,
  cost_micros INTEGER DEFAULT 0 NOT NULL,
  PRIMARY KEY (day, model)
);

CREATE TABLE webhook_endpoints (
  n INTEGER NOT NULL,
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  env TEXT DEFAULT 'live' NOT NULL,
  events_json TEXT NOT NULL,
  secret_version INTEGER DEFAULT 1 NOT NULL,
  old_secret_until INTEGER,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER,
  disabled_reason TEXT,
  PRIMARY KEY (n),
  UNIQUE (id)
);

CREATE TABLE webhook_events (
  n INTEGER NOT NULL,
  id TEXT NOT NULL,
  event TEXT NOT NULL,
  env TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (n),
  UNIQUE (id)
);

CREATE TABLE conversations (
  n INTEGER NOT NULL,
  inbox_n INTEGER NOT NULL,
  contact_n INTEGER NOT NULL,
  channel TEXT NOT NULL,
  env TEXT DEFAULT 'live' NOT NULL,
  thread TEXT NOT NULL,
  address TEXT NOT NULL,
  status TEXT DEFAULT 'open' NOT NULL,
  owner_kind TEXT DEFAULT 'bot' NOT NULL,
  owner_name TEXT DEFAULT '' NOT NULL,
  owner_epoch INTEGER DEFAULT 1 NOT NULL,
  topic TEXT DEFAULT '' NOT NULL,
  unread INTEGER DEFAULT 0 NOT NULL,
  waiting_since INTEGER,
  window_closes_at INTEGER,
  snooze_until INTEGER,
  last_message_at INTEGER DEFAULT 0 NOT NULL,
  last_inbound INTEGER DEFAULT 0 NOT NULL,
  last_public INTEGER DEFAULT 0 NOT NULL,
  last_delivery TEXT DEFAULT '' NOT NULL,
  snippet TEXT DEFAULT '' NOT NULL,
  tags TEXT DEFAULT '' NOT NULL,
  pending_draft INTEGER,
  attention TEXT DEFAULT '' NOT NULL,
  opted_out INTEGER DEFAULT 0 NOT NULL,
  created_at INTEGER NOT NULL,
  needs_action INTEGER GENERATED ALWAYS AS ((status = 'open' AND (pending_draft IS NOT NULL OR attention <> '' OR owner_kind = 'queue' OR (owner_kind <> 'bot' AND waiting_since IS NOT NULL)))) VIRTUAL,
  PRIMARY KEY (n),
  UNIQUE (inbox_n, thread),
  FOREIGN KEY(inbox_n) REFERENCES inboxes (n),
  FOREIGN KEY(contact_n) REFERENCES contacts (n)
);

CREATE INDEX ix_conversations_contact ON conversations (contact_n);

CREATE INDEX ix_conversations_needs ON conversations (last_message_at, n) WHERE needs_action = 1;

CREATE INDEX ix_conversations_owner ON conversations (owner_kind, owner_name, last_message_at, n) WHERE owner_kind <> 'bot';

CREATE INDEX ix_conversations_recent ON conversations (last_message_at, n);

CREATE INDEX ix_conversations_snoozed ON conversations (snooze_until) WHERE status = 'snoozed';

CREATE INDEX ix_conversations_status ON conversations (status, channel, last_message_at, n);

CREATE INDEX ix_conversations_unread ON conversations (last_message_at, n) WHERE unread > 0;

CREATE INDEX ix_conversations_waiting ON conversations (waiting_since, n) WHERE waiting_since IS NOT NULL;

CREATE TABLE identities (
  n INTEGER NOT NULL,
  contact_n INTEGER NOT NULL,
  env TEXT DEFAULT 'live' NOT NULL,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (n),
  UNIQUE (env, channel, address),
  FOREIGN KEY(contact_n) REFERENCES contacts (n)
);

CREATE INDEX ix_identities_contact ON identities (contact_n);

CREATE TABLE sync_state (
  inbox_n INTEGER NOT NULL,
  stream TEXT NOT NULL,
  cursor TEXT,
  since_at INTEGER,
  gap_json TEXT,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (inbox_n, stream),
  FOREIGN KEY(inbox_n) REFERENCES inboxes (n)
);

CREATE TABLE tone_profiles (
  inbox_n INTEGER NOT NULL,
  version INTEGER NOT NULL,
  formality INTEGER NOT NULL,
  warmth INTEGER NOT NULL,
  sentence_length TEXT NOT NULL,
  emoji TEXT NOT NULL,
  sign_off TEXT NOT NULL,
  topics_json TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  author TEXT NOT NULL,
  PRIMARY KEY (inbox_n, version),
  FOREIGN KEY(inbox_n) REFERENCES inboxes (n)
);

CREATE TABLE webhook_deliveries (
  n INTEGER NOT NULL,
  endpoint_n INTEGER NOT NULL,
  event_n INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER DEFAULT 0 NOT NULL,
  next_at INTEGER NOT NULL,
  last_status INTEGER,
  last_error TEXT,
  finished_at INTEGER,
  PRIMARY KEY (n),
  UNIQUE (endpoint_n, event_n),
  FOREIGN KEY(endpoint_n) REFERENCES webhook_endpoints (n),
  FOREIGN KEY(event_n) REFERENCES webhook_events (n)
);

CREATE INDEX ix_webhook_deliveries_dead ON webhook_deliveries (finished_at) WHERE state = 'dead';

CREATE INDEX ix_webhook_deliveries_due ON webhook_deliveries (endpoint_n, next_at) WHERE state = 'due';

CREATE INDEX ix_webhook_deliveries_event ON webhook_deliveries (event_n);

CREATE TABLE conversation_tags (
  tag TEXT NOT NULL,
  conversation_n INTEGER NOT NULL,
  PRIMARY KEY (tag, conversation_n),
  FOREIGN KEY(conversation_n) REFERENCES conversations (n)
);

CREATE INDEX ix_conversation_tags_conversation ON conversation_tags (conversation_n);

CREATE TABLE drafts (
  n INTEGER NOT NULL,
  conversation_n INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  state TEXT NOT NULL,
  body TEXT DEFAULT '' NOT NULL,
  sent_body TEXT,
  action TEXT DEFAULT '' NOT NULL,
  language TEXT DEFAULT '' NOT NULL,
  topic TEXT DEFAULT '' NOT NULL,
  reason TEXT DEFAULT '' NOT NULL,
  sources_json TEXT DEFAULT '[]' NOT NULL,
  checks_json TEXT DEFAULT '[]' NOT NULL,
  promises_json TEXT DEFAULT '[]' NOT NULL,
  usage_json TEXT DEFAULT '{}' NOT NULL,
  model TEXT DEFAULT '' NOT NULL,
  prompt_hash TEXT DEFAULT '' NOT NULL,
  last_inbound INTEGER NOT NULL,
  last_public INTEGER NOT NULL,
  owner_epoch INTEGER NOT NULL,
  tone_version INTEGER NOT NULL,
  knowledge_version INTEGER DEFAULT 0 NOT NULL,
  instruction TEXT DEFAULT '' NOT NULL,
  not_before INTEGER DEFAULT 0 NOT NULL,
  attempts INTEGER DEFAULT 0 NOT NULL,
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  decided_at INTEGER,
  decided_by TEXT,
  decision TEXT,
  PRIMARY KEY (n),
  UNIQUE (conversation_n, revision),
  FOREIGN KEY(conversation_n) REFERENCES conversations (n)
);

CREATE INDEX ix_drafts_due ON drafts (not_before, n) WHERE state = 'requested';

CREATE INDEX ix_drafts_generating ON drafts (n) WHERE state = 'generating';

CREATE INDEX ix_drafts_pending ON drafts (n) WHERE state IN ('pending','stale');

CREATE TABLE escalations (
  n INTEGER NOT NULL,
  conversation_n INTEGER NOT NULL,
  topic TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT DEFAULT '' NOT NULL,
  quote TEXT DEFAULT '' NOT NULL,
  message_seq INTEGER DEFAULT 0 NOT NULL,
  draft_n INTEGER,
  created_at INTEGER NOT NULL,
  claimed_by TEXT,
  claimed_at INTEGER,
  closed_at INTEGER,
  PRIMARY KEY (n),
  FOREIGN KEY(conversation_n) REFERENCES conversations (n)
);

CREATE INDEX ix_escalations_conversation ON escalations (conversation_n);

CREATE INDEX ix_escalations_open ON escalations (topic, created_at) WHERE closed_at IS NULL;

CREATE TABLE messages (
  seq INTEGER NOT NULL,
  conversation_n INTEGER NOT NULL,
  inbox_n INTEGER NOT NULL,
  direction TEXT NOT NULL,
  at INTEGER NOT NULL,
  arrived_at INTEGER NOT NULL,
  external_id TEXT NOT NULL,
  author TEXT DEFAULT '' NOT NULL,
  body TEXT NOT NULL,
  delivery TEXT NOT NULL,
  answer TEXT,
  reply_seq INTEGER,
  draft_n INTEGER,
  failure TEXT,
  PRIMARY KEY (seq),
  UNIQUE (inbox_n, external_id),
  FOREIGN KEY(conversation_n) REFERENCES conversations (n)
);

CREATE INDEX ix_messages_arrival ON messages (arrived_at, seq) WHERE direction = 'inbound';

CREATE INDEX ix_messages_pending ON messages (conversation_n) WHERE answer = 'pending';

CREATE INDEX ix_messages_thread ON messages (conversation_n, at, external_id);

CREATE TABLE outbox (
  n INTEGER NOT NULL,
  "key" TEXT NOT NULL,
  conversation_n INTEGER NOT NULL,
  inbox_n INTEGER NOT NULL,
  message_seq INTEGER NOT NULL,
  draft_n INTEGER,
  reply_to TEXT DEFAULT '' NOT NULL,
  recipient TEXT NOT NULL,
  body TEXT NOT NULL,
  digest TEXT NOT NULL,
  send_as TEXT DEFAULT 'human' NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER DEFAULT 0 NOT NULL,
  not_before INTEGER DEFAULT 0 NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  settled_at INTEGER,
  lookups INTEGER DEFAULT 0 NOT NULL,
  external_id TEXT,
  error TEXT,
  hint TEXT,
  actor TEXT DEFAULT '' NOT NULL,
  PRIMARY KEY (n),
  UNIQUE ("key"),
  FOREIGN KEY(conversation_n) REFERENCES conversations (n),
  FOREIGN KEY(draft_n) REFERENCES drafts (n)
);

CREATE INDEX ix_outbox_conversation ON outbox (conversation_n, n);

CREATE INDEX ix_outbox_message ON outbox (message_seq);

CREATE INDEX ix_outbox_open ON outbox (inbox_n, not_before, n) WHERE state IN ('queued','sending','unknown');

CREATE UNIQUE INDEX ux_outbox_draft ON outbox (draft_n) WHERE state <> 'cancelled';

-- Search: external content, so the text is stored once. Rows are added by the writer in one batch a transaction.
CREATE VIRTUAL TABLE messages_fts USING fts5(
  body, content='messages', content_rowid='seq', tokenize='unicode61 remove_diacritics 2', prefix='2 3'
);
