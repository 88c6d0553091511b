"""The organisation's OpenID Connect provider: what it publishes, the way there and back, and what it says."""
