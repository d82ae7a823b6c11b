"""The softphone: a client in the app, an engine in a process of its own."""
