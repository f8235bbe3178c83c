"""A writer of random tracker histories, and of what is wrong with them.

Nothing here uses proven or is derived from its source: formats and rules
are those of the manuals.  It writes git objects itself.
"""
