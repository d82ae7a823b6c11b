"""Widgets and Qt models: draw pictures, emit wishes. Thread: main."""
