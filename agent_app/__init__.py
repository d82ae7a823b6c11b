"""The agent's desktop: a softphone with an encrypted cache of the leads it is about to call."""
