"""Data that ships with Predial: icons, texts, scripts, policy packs, the demo."""
