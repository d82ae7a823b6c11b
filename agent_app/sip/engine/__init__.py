"""The engine process: the only code that knows pjsua2."""
