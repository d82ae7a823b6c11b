"""One object per activity of the agent: check, record, act, announce. Thread: main."""
