"""P15. What is public answers without Redis and without a room, and stays the same to the byte:
over migrations, from a backup, and in another database on another engine.
"""

import asyncio
from hashlib import sha256
from pathlib import Path

from tests import databases
from tests.web.driving import Town, closed, published, rows, town
from trialoog import backups, paths
from trialoog.app import utc_now
from trialoog.store import migrations
from trialoog.views.looks import Looks

DEAD = "redis://127.0.0.1:9/0"  # where nobody listens
# Before what this version added; further back the catalogue itself is not there yet.
EARLIER = "0004"
DIGESTS = "SELECT slug, version, digest FROM publication ORDER BY slug, version"

Answers = dict[str, tuple[str, str]]


def addresses(weighing: str) -> list[str]:
    pages = ["/", weighing, f"{weighing}/v/1", f"{weighing}/verify", "/feed.atom", "/sitemap.xml"]
    pages += [f"{weighing}/weighing.{kind}" for kind in ("md", "jsonld", "pdf")]
    return [*pages, "/api/v1/weighings", f"{weighing}/feed.atom"]


def answers(place: Town, weighing: str) -> Answers:
    """What a reader gets: the mark of each page, and the digest of its bytes."""
    reader, found = place.visitor(), {}
    for path in addresses(weighing):
        answer = reader.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["etag"], path
        found[path] = answer.headers["etag"], sha256(answer.content).hexdigest()
    return found


def digests(place: Town) -> list[tuple[object, ...]]:
    return rows(place, DIGESTS)


def test_what_is_public_answers_without_redis_and_without_a_room(
    tmp_path: Path, blank: Path, looks: Looks
) -> None:
    place = town(tmp_path, blank, looks, redis_url=DEAD)
    with place.client:
        weighing = published(closed(place))
        ((id,),) = rows(place, "SELECT id FROM trialogue")
        place.house.rooms.forget(id)
        etag, _ = answers(place, weighing)[weighing]
        assert place.house.rooms.open(id) is None, "nothing of it needs the trialogue"
        seen = {"if-none-match": etag}
        assert place.visitor().get(weighing, headers=seen).status_code == 304


def test_nothing_of_it_changes_wherever_it_goes(tmp_path: Path, looks: Looks) -> None:
    url, restored = [f"sqlite:///{tmp_path / name / 'trialoog.db'}" for name in ("first", "second")]
    place = town(tmp_path / "first", None, looks, redis_url=DEAD, database_url=url)
    with place.client:
        weighing = published(closed(place))
        before = answers(place, weighing), digests(place)

    file = tmp_path / "backup"

    async def around(moved: str) -> None:
        """Each step goes on from the one before, so that the last place tells of all of them."""
        await migrations.downgrade(url, paths.ALEMBIC, EARLIER)
        await migrations.upgrade(url, paths.ALEMBIC)
        await backups.backup(url, file)
        await backups.restore(restored, file, utc_now)
        assert databases.rows(restored, DIGESTS) == before[1]
        await backups.move(restored, moved)

    with databases.server(fsync=False) as cluster:
        moved = cluster.url(cluster.create())
        asyncio.run(around(moved))
        other = town(tmp_path / "moved", None, looks, redis_url=DEAD, database_url=moved)
        with other.client:
            assert (answers(other, weighing), digests(other)) == before
