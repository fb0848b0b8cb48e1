"""Hand-offs: consumer groups that pass articles on to files, a webhook or PostgreSQL.

`sink.py` says what a sink is, `loop.py` feeds one from the stream; each sink has a file of its own.
"""
