"""Runs the steps on the connection that agent_server.db.migrate holds."""

from alembic import context

from agent_server.db.tables import Table

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Table.metadata, transaction_per_migration=False
)
with context.begin_transaction():
    context.run_migrations()
