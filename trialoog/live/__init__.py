"""Trialogues in memory and the seats that watch them: the only place with tasks and locks."""
