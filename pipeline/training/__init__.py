"""Trains, scores and packs the Stanza models in ``models/``: one command, one configuration file a language."""
