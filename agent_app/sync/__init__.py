"""Pushes the outbox and pulls the feed, on a thread of its own."""
