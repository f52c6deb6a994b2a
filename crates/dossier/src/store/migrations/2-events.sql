-- Version 2: one event of many reports, and one story of many copies.

-- The events: clusters of facts of the layer 'event'. `first` is the report whose words stand for all.
CREATE TABLE event (
  id INTEGER PRIMARY KEY NOT NULL,
  key TEXT NOT NULL,
  first INTEGER NOT NULL REFERENCES fact (id),
  kind TEXT NOT NULL,
  earliest TEXT,
  latest TEXT,
  status TEXT NOT NULL,
  place TEXT,
  occasion TEXT,
  issue TEXT,
  confidence REAL NOT NULL,
  reports INTEGER NOT NULL,
  articles INTEGER NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX event_earliest ON event (earliest DESC, key);
CREATE INDEX event_kind ON event (kind, earliest DESC, key);
CREATE INDEX event_first ON event (first);

-- Which event a fact reports.
CREATE TABLE report (
  fact INTEGER PRIMARY KEY NOT NULL REFERENCES fact (id) ON DELETE CASCADE,
  event INTEGER NOT NULL REFERENCES event (id),
  checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX report_event ON report (event);

-- Events by actor and day.
CREATE TABLE involvement (
  actor INTEGER NOT NULL REFERENCES actor (id),
  earliest TEXT NOT NULL,
  event INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (actor, earliest, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX involvement_event ON involvement (event);

-- Keys under which a report is compared with others: two reports that share none are never compared.
CREATE TABLE block (
  fact INTEGER NOT NULL REFERENCES fact (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (fact, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX block_key ON block (key, fact);

-- What is compared of a report (JSON), so that a pair can be judged without the two articles.
CREATE TABLE telling (
  fact INTEGER PRIMARY KEY NOT NULL REFERENCES fact (id) ON DELETE CASCADE,
  report TEXT NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;

-- Pairs of reports that more likely than not tell of one event, with the natural log-odds; 1000 where a person joined them.
CREATE TABLE pair (
  low INTEGER NOT NULL REFERENCES fact (id) ON DELETE CASCADE,
  high INTEGER NOT NULL REFERENCES fact (id) ON DELETE CASCADE,
  odds REAL NOT NULL,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (low, high)
) STRICT, WITHOUT ROWID;
CREATE INDEX pair_high ON pair (high, low);

-- What people decided on pairs of reports, by the keys of the facts: together (1) or apart (0). Made from the log.
CREATE TABLE decision (
  low TEXT NOT NULL,
  high TEXT NOT NULL,
  together INTEGER NOT NULL,
  entry INTEGER NOT NULL REFERENCES log (id),
  checksum INTEGER NOT NULL,
  PRIMARY KEY (low, high)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_high ON decision (high, low);

-- Bands of the MinHash signature of a text: articles that share one are compared.
CREATE TABLE band (
  article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  band TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (article, band)
) STRICT, WITHOUT ROWID;
CREATE INDEX band_band ON band (band, article);

-- Articles that are copies of each other.
CREATE TABLE copy (
  low INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  high INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (low, high)
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_high ON copy (high, low);

-- The story of an article: the smallest number of the articles that are copies of each other.
CREATE TABLE story (
  article INTEGER PRIMARY KEY NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  story INTEGER NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX story_story ON story (story);
