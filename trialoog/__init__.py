"""trialoog: weigh policy dilemmas together, and show what was weighed.

Nothing is imported here, so that asking for the version loads no library.
"""

__version__ = "0.1.0"
