-- Version 3: a report joins the event of one earlier report, and a day that is told again for ever is compared with its first reports only.
-- The rows of version 2 are made anew. Keys of blocks: span of days, what must agree, ">", day of publication, key of the report.
-- "p142|CONSULT|JPN|RUS>1987-07-02|KEY" is a season of publication (45 days), "d571|CONSULT|JPN|RUS>2001-05-06|KEY" days of the event.

-- The MinHash signature of a text: 64 minima of eight bytes, the lowest byte first, so that two articles are compared without their texts.
CREATE TABLE minima (
  article INTEGER PRIMARY KEY NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  minima BLOB NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;
