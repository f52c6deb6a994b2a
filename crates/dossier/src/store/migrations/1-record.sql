-- Version 1: articles with their sources and readings, the facts in them, corrections, and full-text search.

-- What the dossier says of itself: title, time of creation.
CREATE TABLE dossier (
  name TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL,
  checksum INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Inputs that were read to their end, so that the same bytes are not read twice.
CREATE TABLE input (
  hash TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  recorded TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (hash, name)
) STRICT, WITHOUT ROWID;

-- One article, or one import of events without an article (form 'import', empty text).
CREATE TABLE article (
  id INTEGER PRIMARY KEY NOT NULL,
  key TEXT NOT NULL UNIQUE,
  form TEXT NOT NULL CHECK (form IN ('article', 'import')),
  title TEXT,
  publisher TEXT,
  url TEXT,
  earliest TEXT,
  latest TEXT,
  recorded TEXT NOT NULL,
  page TEXT NOT NULL,
  text TEXT NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX article_latest ON article (latest DESC, key);

-- Where an article was met: the same bytes under two names are one article with two sources.
CREATE TABLE source (
  article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  hash TEXT,
  recorded TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (article, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_name ON source (name);
CREATE INDEX source_hash ON source (hash);

-- What the machine read: the findings as JSON, compressed by zlib (the SQLite shell opens it with sqlar_uncompress(findings, bytes)).
CREATE TABLE reading (
  article INTEGER PRIMARY KEY NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  program TEXT NOT NULL,
  recorded TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  findings BLOB NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;

-- Who acts.
CREATE TABLE actor (
  id INTEGER PRIMARY KEY NOT NULL,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT,
  state TEXT,
  articles INTEGER NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX actor_articles ON actor (articles DESC, key);

-- How an article names an actor.
CREATE TABLE naming (
  article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  actor INTEGER NOT NULL REFERENCES actor (id),
  name TEXT NOT NULL,
  kind TEXT,
  state TEXT,
  office TEXT,
  mentions INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (article, actor)
) STRICT, WITHOUT ROWID;
CREATE INDEX naming_actor ON naming (actor);

-- The facts as they stand: the machine's reading with the corrections of people applied.
CREATE TABLE fact (
  id INTEGER PRIMARY KEY NOT NULL,
  article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  key TEXT NOT NULL UNIQUE,
  local TEXT NOT NULL,
  layer TEXT NOT NULL CHECK (layer IN ('event', 'position', 'shift', 'driver', 'measure', 'agenda')),
  verdict TEXT NOT NULL CHECK (verdict IN ('open', 'accepted', 'edited', 'added', 'rejected')),
  kind TEXT NOT NULL,
  predicate TEXT,
  content TEXT NOT NULL,
  earliest TEXT,
  latest TEXT,
  granularity TEXT,
  modifier TEXT,
  status TEXT,
  place TEXT,
  occasion TEXT,
  issue TEXT,
  mutual INTEGER,
  background INTEGER,
  confidence REAL,
  first_byte INTEGER,
  last_byte INTEGER,
  checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX fact_article ON fact (article);
CREATE INDEX fact_layer ON fact (layer, latest DESC, key);

-- Who takes which part in a fact.
CREATE TABLE party (
  fact INTEGER NOT NULL REFERENCES fact (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  place INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES actor (id),
  checksum INTEGER NOT NULL,
  PRIMARY KEY (fact, role, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_actor ON party (actor, fact);

-- Every operation of a person, in order. The log is only ever added to.
CREATE TABLE log (
  id INTEGER PRIMARY KEY NOT NULL,
  recorded TEXT NOT NULL,
  author TEXT NOT NULL,
  operation TEXT NOT NULL,
  reason TEXT NOT NULL,
  details TEXT NOT NULL,
  undoes INTEGER REFERENCES log (id),
  previous INTEGER NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX log_undoes ON log (undoes);
CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log BEGIN SELECT raise(ABORT, 'the log is only added to'); END;
CREATE TRIGGER log_is_not_cut BEFORE DELETE ON log BEGIN SELECT raise(ABORT, 'the log is only added to'); END;

-- Which articles an operation concerns, by key: it outlives the article and every reading of it.
CREATE TABLE concern (
  article TEXT NOT NULL,
  entry INTEGER NOT NULL REFERENCES log (id),
  checksum INTEGER NOT NULL,
  PRIMARY KEY (article, entry)
) STRICT, WITHOUT ROWID;

-- Counts, kept so that an overview need not count, and so that a lost row is found.
CREATE TABLE tally (
  name TEXT PRIMARY KEY NOT NULL,
  count INTEGER NOT NULL,
  checksum INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE words USING fts5 (
  title, text, content = 'article', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);
