"""The cache's schema, one numbered step after another; each is one transaction, killed anywhere it leaves no debris.

`PRAGMA user_version` holds the number of the last step. A step that was ever released is never edited: add the next.
"""

from typing import Any

from agent_app.errors import SchemaTooNew

_1_FIRST = (
    # Names beside their purpose: docs in tables.py.
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE outbox (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        command_id BLOB NOT NULL UNIQUE,
        lead_id BLOB NOT NULL,
        call_id BLOB,
        kind TEXT NOT NULL,
        opts_out INTEGER NOT NULL,
        state TEXT NOT NULL,
        code TEXT NOT NULL DEFAULT '',
        message TEXT NOT NULL DEFAULT '',
        feed_seq INTEGER NOT NULL DEFAULT 0,
        tries INTEGER NOT NULL DEFAULT 0,
        body BLOB NOT NULL)""",
    "CREATE INDEX outbox_by_state ON outbox (state, seq)",
    "CREATE INDEX outbox_by_lead ON outbox (lead_id, seq)",
    "CREATE INDEX outbox_by_call ON outbox (call_id, state)",
    """CREATE TABLE lead (
        id INTEGER PRIMARY KEY,
        lead_id BLOB NOT NULL UNIQUE,
        phone TEXT NOT NULL,
        order_key NOT NULL,
        search_text TEXT NOT NULL,
        body BLOB NOT NULL)""",
    "CREATE INDEX lead_by_urgency ON lead (order_key, id, search_text)",
    "CREATE INDEX lead_by_phone ON lead (phone)",
    """CREATE TABLE call (
        id INTEGER PRIMARY KEY,
        call_id BLOB NOT NULL UNIQUE,
        lead_id BLOB NOT NULL,
        started_us INTEGER NOT NULL,
        result TEXT,
        body BLOB NOT NULL)""",
    "CREATE INDEX call_by_lead ON call (lead_id, started_us DESC, result)",
    """CREATE TABLE script (
        script_id TEXT NOT NULL,
        language TEXT NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (script_id, language)) WITHOUT ROWID""",
    "CREATE TABLE feed (one INTEGER PRIMARY KEY CHECK (one = 1), cursor INTEGER NOT NULL, facts_as_of TEXT)",
    "INSERT INTO feed (one, cursor) VALUES (1, 0)",
    "INSERT INTO meta (name, value) VALUES ('format', 'predial cache')",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_1_FIRST,)


def migrate(connection: Any, migrations: tuple[tuple[str, ...], ...]) -> int:
    """Bring the database up to date on a driver connection of its own; return how many steps were taken.

    Raises:
        SchemaTooNew: A newer app wrote it; nothing was touched.
        dbapi2.Error: A step failed and was taken back whole.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(migrations):
        raise SchemaTooNew("A newer version of the app wrote these records.", "Update the app on this computer.")
    # SQLite ignores this pragma inside a transaction, so it stands before the first BEGIN.
    connection.execute("PRAGMA foreign_keys = OFF")
    for number, statements in enumerate(migrations[version:], start=version + 1):
        _step(connection, number, statements)
    connection.execute("PRAGMA foreign_keys = ON")
    return len(migrations) - version


def _step(connection: Any, number: int, statements: tuple[str, ...]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has taken it back already
            connection.execute("ROLLBACK")
        raise
