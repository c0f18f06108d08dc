-- Version 1. A change here needs another version and a step that brings older stores forward.
CREATE TABLE issue (
    id     INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,   -- BLAKE3 of its items, wherever it was read from
    source TEXT NOT NULL,
    date   TEXT,
    items  INTEGER NOT NULL
);
CREATE INDEX issue_by_date ON issue (date);
-- AUTOINCREMENT: a number that was given once is never given again.
CREATE TABLE story (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    into_story INTEGER REFERENCES story (id)   -- the story it turned out to be part of
);
CREATE INDEX story_by_into ON story (into_story);
CREATE TABLE wording (
    id     INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    story  INTEGER NOT NULL REFERENCES story (id),
    item   TEXT NOT NULL           -- the first item that had it, as JSON
);
CREATE INDEX wording_by_story ON wording (story);
CREATE TABLE item (
    id      INTEGER PRIMARY KEY,
    issue   INTEGER NOT NULL REFERENCES issue (id),
    wording INTEGER NOT NULL REFERENCES wording (id),
    record  TEXT NOT NULL          -- the item as JSON
);
CREATE INDEX item_by_issue ON item (issue);
CREATE INDEX item_by_wording ON item (wording);
CREATE TABLE posting (
    key     INTEGER NOT NULL,
    wording INTEGER NOT NULL,
    PRIMARY KEY (key, wording)
) WITHOUT ROWID;
CREATE TABLE log (
    n     INTEGER PRIMARY KEY,
    event TEXT NOT NULL,
    story INTEGER NOT NULL,
    other INTEGER NOT NULL,
    issue INTEGER NOT NULL REFERENCES issue (id)
);
CREATE VIRTUAL TABLE words USING fts5 (heading, body, content = '', tokenize = "unicode61 remove_diacritics 2");
