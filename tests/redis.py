"""A Redis server of the tests' own, in a temporary folder, reached by a socket in it.

It keeps nothing. It lives as long as a pipe that this process holds, so it is gone, folder and all,
also when the tests crash or are killed.
"""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from redis import Redis
from redis.exceptions import RedisError

from tests.programs import program

STARTS = 20.0  # how long a server may take to start on a slow machine, in s

# A shell holds the other end of the pipe: `read` ends when the pipe does, whatever ended it.
GUARD = """
redis=$1 folder=$2 server=
while read -r command; do
    case $command in
        start)
            rm -f "$folder/redis.sock"
            "$redis" --port 0 --unixsocket "$folder/redis.sock" --dir "$folder" --save '' \
                --appendonly no >> "$folder/log" 2>&1 < /dev/null &
            server=$! ;;
        *) kill "-$command" "$server" ;;
    esac
    [ "$command" = KILL ] && wait "$server"
    echo done
done
kill -KILL "$server"
wait
rm -rf "$folder"
"""


class Server:
    """A Redis server, to be killed and started as one likes."""

    def __init__(self, folder: Path, guard: "subprocess.Popen[str]") -> None:
        self._guard = guard
        self._socket = folder / "redis.sock"
        self.url = f"unix://{self._socket}"

    def start(self) -> None:
        """Start it, empty. Raises `RuntimeError` if it does not answer."""
        self._tell("start")
        until = time.monotonic() + STARTS
        while time.monotonic() < until:
            try:
                with Redis.from_url(self.url) as client:
                    client.ping()
            except RedisError:
                time.sleep(0.02)
            else:
                return
        raise RuntimeError("Redis did not start")

    def kill(self) -> None:
        """End it as a power cut does."""
        self._tell("KILL")

    def freeze(self) -> None:
        """Let it stand still with all its connections open, as a machine that swaps does."""
        self._tell("STOP")

    def thaw(self) -> None:
        """Let it go on."""
        self._tell("CONT")

    def _tell(self, command: str) -> None:
        assert self._guard.stdin is not None
        assert self._guard.stdout is not None
        self._guard.stdin.write(f"{command}\n")
        self._guard.stdin.flush()
        self._guard.stdout.readline()


@contextmanager
def temporary_redis() -> Iterator[Server]:
    """Lend a running server for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="trialoog-redis-"))
    try:
        # In a session of its own, or Ctrl-C would take the guard away before the server.
        with subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "sh", program("redis"), folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as guard:
            server = Server(folder, guard)
            server.start()
            yield server
    finally:
        rmtree(folder, ignore_errors=True)  # what a start that failed left
