-- Kept counters: whoever writes a conversation, a tag or an outbox row, the counts follow in the same transaction.


CREATE TRIGGER count_conversation_added AFTER INSERT ON conversations BEGIN
  INSERT INTO counters (key, value) SELECT 'all', 1 WHERE (NEW.status <> 'spam') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
  INSERT INTO counters (key, value) SELECT 'open', 1 WHERE (NEW.status = 'open') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
  INSERT INTO counters (key, value) SELECT 'snoozed', 1 WHERE (NEW.status = 'snoozed') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
  INSERT INTO counters (key, value) SELECT 'resolved', 1 WHERE (NEW.status = 'resolved') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
  INSERT INTO counters (key, value) SELECT 'spam', 1 WHERE (NEW.status = 'spam') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
  INSERT INTO counters (key, value) SELECT 'needs', 1 WHERE (NEW.status = 'open' AND (NEW.pending_draft IS NOT NULL OR NEW.attention <> '' OR NEW.owner_kind = 'queue' OR (NEW.owner_kind <> 'bot' AND NEW.waiting_since IS NOT NULL))) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
  INSERT INTO counters (key, value) SELECT 'unread', 1 WHERE (NEW.unread > 0 AND NEW.status <> 'spam') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
  INSERT INTO counters (key, value) SELECT 'approve', 1 WHERE (NEW.status = 'open' AND NEW.pending_draft IS NOT NULL) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
  INSERT INTO counters (key, value) SELECT 'escalated', 1 WHERE (NEW.status = 'open' AND NEW.owner_kind = 'queue') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
  INSERT INTO counters (key, value) SELECT 'waiting', 1 WHERE (NEW.status = 'open' AND NEW.waiting_since IS NOT NULL) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
  INSERT INTO counters (key, value) SELECT 'channel:' || NEW.channel, 1 WHERE (NEW.status <> 'spam') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
  INSERT INTO counters (key, value) SELECT 'topic:' || NEW.owner_name, 1 WHERE (NEW.status = 'open' AND NEW.owner_kind = 'queue') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
  INSERT INTO counters (key, value) SELECT 'mine:' || NEW.owner_name, 1 WHERE (NEW.status = 'open' AND NEW.owner_kind = 'agent') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_conversation_all AFTER UPDATE OF status ON conversations
WHEN (NEW.status <> 'spam') <> (OLD.status <> 'spam')
BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'all' AND (OLD.status <> 'spam');
  INSERT INTO counters (key, value) SELECT 'all', 1 WHERE (NEW.status <> 'spam') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_conversation_open AFTER UPDATE OF status ON conversations
WHEN (NEW.status = 'open') <> (OLD.status = 'open')
BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'open' AND (OLD.status = 'open');
  INSERT INTO counters (key, value) SELECT 'open', 1 WHERE (NEW.status = 'open') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_conversation_snoozed AFTER UPDATE OF status ON conversations
WHEN (NEW.status = 'snoozed') <> (OLD.status = 'snoozed')
BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'snoozed' AND (OLD.status = 'snoozed');
  INSERT INTO counters (key, value) SELECT 'snoozed', 1 WHERE (NEW.status = 'snoozed') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_conversation_resolved AFTER UPDATE OF status ON conversations
WHEN (NEW.status = 'resolved') <> (OLD.status = 'resolved')
BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'resolved' AND (OLD.status = 'resolved');
  INSERT INTO counters (key, value) SELECT 'resolved', 1 WHERE (NEW.status = 'resolved') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_conversation_spam AFTER UPDATE OF status ON conversations
WHEN (NEW.status = 'spam') <> (OLD.status = 'spam')
BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'spam' AND (OLD.status = 'spam');
  INSERT INTO counters (key, value) SELECT 'spam', 1 WHERE (NEW.status = 'spam') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_conversation_needs AFTER UPDATE OF attention, owner_kind, pending_draft, status, waiting_since ON conversations
WHEN (NEW.status = 'open' AND (NEW.pending_draft IS NOT NULL OR NEW.attention <> '' OR NEW.owner_kind = 'queue' OR (NEW.owner_kind <> 'bot' AND NEW.waiting_since IS NOT NULL))) <> (OLD.status = 'open' AND (OLD.pending_draft IS NOT NULL OR OLD.attention <> '' OR OLD.owner_kind = 'queue' OR (OLD.owner_kind <> 'bot' AND OLD.waiting_since IS NOT NULL)))
BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'needs' AND (OLD.status = 'open' AND (OLD.pending_draft IS NOT NULL OR OLD.attention <> '' OR OLD.owner_kind = 'queue' OR (OLD.owner_kind <> 'bot' AND OLD.waiting_since IS NOT NULL)));
  INSERT INTO counters (key, value) SELECT 'needs', 1 WHERE (NEW.status = 'open' AND (NEW.pending_draft IS NOT NULL OR NEW.attention <> '' OR NEW.owner_kind = 'queue' OR (NEW.owner_kind <> 'bot' AND NEW.waiting_since IS NOT NULL))) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_conversation_unread AFTER UPDATE OF status, unread ON conversations
WHEN (NEW.unread > 0 AND NEW.status <> 'spam') <> (OLD.unread > 0 AND OLD.status <> 'spam')
BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'unread' AND (OLD.unread > 0 AND OLD.status <> 'spam');
  INSERT INTO counters (key, value) SELECT 'unread', 1 WHERE (NEW.unread > 0 AND NEW.status <> 'spam') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_conversation_approve AFTER UPDATE OF pending_draft, status ON conversations
WHEN (NEW.status = 'open' AND NEW.pending_draft IS NOT NULL) <> (OLD.status = 'open' AND OLD.pending_draft IS NOT NULL)
BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'approve' AND (OLD.status = 'open' AND OLD.pending_draft IS NOT NULL);
  INSERT INTO counters (key, value) SELECT 'approve', 1 WHERE (NEW.status = 'open' AND NEW.pending_draft IS NOT NULL) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_conversation_escalated AFTER UPDATE OF owner_kind, status ON conversations
WHEN (NEW.status = 'open' AND NEW.owner_kind = 'queue') <> (OLD.status = 'open' AND OLD.owner_kind = 'queue')
BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'escalated' AND (OLD.status = 'open' AND OLD.owner_kind = 'queue');
  INSERT INTO counters (key, value) SELECT 'escalated', 1 WHERE (NEW.status = 'open' AND NEW.owner_kind = 'queue') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_conversation_waiting AFTER UPDATE OF status, waiting_since ON conversations
WHEN (NEW.status = 'open' AND NEW.waiting_since IS NOT NULL) <> (OLD.status = 'open' AND OLD.waiting_since IS NOT NULL)
BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'waiting' AND (OLD.status = 'open' AND OLD.waiting_since IS NOT NULL);
  INSERT INTO counters (key, value) SELECT 'waiting', 1 WHERE (NEW.status = 'open' AND NEW.waiting_since IS NOT NULL) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_conversation_channel AFTER UPDATE OF channel, status ON conversations
WHEN (NEW.status <> 'spam') <> (OLD.status <> 'spam') OR 'channel:' || NEW.channel <> 'channel:' || OLD.channel
BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'channel:' || OLD.channel AND (OLD.status <> 'spam');
  INSERT INTO counters (key, value) SELECT 'channel:' || NEW.channel, 1 WHERE (NEW.status <> 'spam') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_conversation_topic AFTER UPDATE OF owner_kind, owner_name, status ON conversations
WHEN (NEW.status = 'open' AND NEW.owner_kind = 'queue') <> (OLD.status = 'open' AND OLD.owner_kind = 'queue') OR 'topic:' || NEW.owner_name <> 'topic:' || OLD.owner_name
BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'topic:' || OLD.owner_name AND (OLD.status = 'open' AND OLD.owner_kind = 'queue');
  INSERT INTO counters (key, value) SELECT 'topic:' || NEW.owner_name, 1 WHERE (NEW.status = 'open' AND NEW.owner_kind = 'queue') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_conversation_mine AFTER UPDATE OF owner_kind, owner_name, status ON conversations
WHEN (NEW.status = 'open' AND NEW.owner_kind = 'agent') <> (OLD.status = 'open' AND OLD.owner_kind = 'agent') OR 'mine:' || NEW.owner_name <> 'mine:' || OLD.owner_name
BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'mine:' || OLD.owner_name AND (OLD.status = 'open' AND OLD.owner_kind = 'agent');
  INSERT INTO counters (key, value) SELECT 'mine:' || NEW.owner_name, 1 WHERE (NEW.status = 'open' AND NEW.owner_kind = 'agent') ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_tag_added AFTER INSERT ON conversation_tags BEGIN
  INSERT INTO counters (key, value) VALUES ('tag:' || NEW.tag, 1) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_tag_removed AFTER DELETE ON conversation_tags BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'tag:' || OLD.tag;
END;

CREATE TRIGGER count_outbox_added AFTER INSERT ON outbox BEGIN
  INSERT INTO counters (key, value) VALUES ('outbox:' || NEW.state, 1) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER count_outbox_moved AFTER UPDATE OF state ON outbox WHEN NEW.state <> OLD.state BEGIN
  UPDATE counters SET value = value - 1 WHERE key = 'outbox:' || OLD.state;
  INSERT INTO counters (key, value) VALUES ('outbox:' || NEW.state, 1) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value;
END;
