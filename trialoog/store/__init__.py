"""The only room that speaks SQL. Gives plain data; its table classes never leave it."""
