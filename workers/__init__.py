"""The workers: pages come off an RQ queue, are cleaned, and leave on a Redis stream."""
