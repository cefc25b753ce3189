-- The owner's documents, cut into parts, and the index that finds a part by the stems of its words. Each row of
-- documents is one version of a file; a version that was replaced or removed stays for a while, out of the index.
CREATE TABLE documents (
  n INTEGER NOT NULL,
  name TEXT NOT NULL,
  path TEXT DEFAULT '' NOT NULL,
  kind TEXT NOT NULL,
  size INTEGER NOT NULL,
  hash TEXT NOT NULL,
  status TEXT NOT NULL,
  problem TEXT DEFAULT '' NOT NULL,
  parts INTEGER DEFAULT 0 NOT NULL,
  terms_version INTEGER DEFAULT 0 NOT NULL,
  added_by TEXT DEFAULT '' NOT NULL,
  added_at INTEGER NOT NULL,
  removed_at INTEGER,
  PRIMARY KEY (n)
);

CREATE UNIQUE INDEX ux_documents_name ON documents (name) WHERE removed_at IS NULL;

CREATE TABLE document_parts (
  n INTEGER NOT NULL,
  document_n INTEGER NOT NULL,
  position INTEGER NOT NULL,
  path_json TEXT NOT NULL,
  body TEXT NOT NULL,
  answers INTEGER DEFAULT 0 NOT NULL,
  heading_terms TEXT NOT NULL,
  body_terms TEXT NOT NULL,
  PRIMARY KEY (n),
  FOREIGN KEY(document_n) REFERENCES documents (n)
);

CREATE INDEX ix_document_parts_document ON document_parts (document_n, position);

CREATE VIEW parts_in_use AS
  SELECT p.n, p.heading_terms, p.body_terms
  FROM document_parts p JOIN documents d ON d.n = p.document_n
  WHERE d.removed_at IS NULL;

-- External content, so that the stems are stored once; the view lets a rebuild leave out what was removed.
CREATE VIRTUAL TABLE parts_fts USING fts5(
  heading_terms, body_terms, content='parts_in_use', content_rowid='n', tokenize='unicode61 remove_diacritics 0'
);

-- In how many parts a stem stands: what a rare word says more than a common one.
CREATE VIRTUAL TABLE parts_vocabulary USING fts5vocab('parts_fts', 'row');
