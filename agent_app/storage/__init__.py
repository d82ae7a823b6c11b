"""The encrypted cache: keys, database, outbox, mirror, migrations."""
