"""The benchmark behind ``make bench``: this pipeline beside stock Stanza, in one run, as ratios."""
