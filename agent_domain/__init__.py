"""The call centre's rules and words: pure Python, shared by the desktop and the server.

No Qt, no SQL, no HTTP. What is decided here is decided the same way on both sides by construction.
"""
