"""The appeal queue's frame as the API gives it, and as the store keeps what was shown."""

