"""The rules of a trialogue: pure, synchronous, without clock, randomness or I/O.

Imports the standard library only. Everything that may or may not happen in a
meeting is decided in `decide`; what is so is the fold of `evolve` over the facts.
"""
