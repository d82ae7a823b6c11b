"""Simulated telephone network for the demo and the tests: a registrar and customers on loopback."""
