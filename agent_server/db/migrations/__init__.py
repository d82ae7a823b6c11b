"""Alembic's folder; run by agent_server.db.migrate."""
