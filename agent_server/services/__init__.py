"""What the server does, one transaction each."""
