"""Five made-up examples, played through the same rules as real meetings, and a simulated crowd."""
