import resource

from trialoog.workers import open_many


def test_a_server_takes_as_many_connections_as_the_system_lets_it_and_never_fewer() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = before[1]
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (200, most))
        open_many(300)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (300, most)
        open_many(250)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (300, most)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_server_asks_for_no_more_than_it_can_have() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        open_many(before[1] + 1)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (before[1], before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
