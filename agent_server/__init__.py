"""The central server: the single truth about leads and calls."""
