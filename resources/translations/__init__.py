"""Texts of the window in other languages: Qt .ts files and the compiled .qm files beside them."""
