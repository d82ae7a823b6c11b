"""Tables, sessions and migrations of the server's database."""
