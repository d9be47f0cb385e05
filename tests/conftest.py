"""What all tests share.  Keep it small: a test should be readable by itself."""

from hypothesis import HealthCheck, settings

# Slow machines must not turn a law into a coin toss; found cases are pinned with @example.
settings.register_profile(
    "default",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default")
