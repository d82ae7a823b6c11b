"""One file per step; each works with the release before it."""
