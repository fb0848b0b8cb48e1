"""What Consumer and AsyncConsumer share: a member's place in its group, and what it has in hand."""
