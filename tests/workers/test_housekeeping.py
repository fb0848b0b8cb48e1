from redis import Redis

from cleaner.outcome import Outcome
from tests.workers.sample import SITE, page
from workers import housekeeping, outbox, quarantine
from workers.housekeeping import keep_house
from workers.settings import Settings


def test_what_is_over_a_bound_goes_once_a_minute(connection: Redis, settings: Settings) -> None:
    small = settings.model_copy(update={"quarantine_max_bytes": 0})
    for number in range(3):
        outbox.reject(connection, page(f"{SITE}{number}"), Outcome.POISON, "dies")
    assert len(list(quarantine.listed(connection))) == 3
    assert keep_house(connection, small)
    assert list(quarantine.listed(connection)) == []
    outbox.reject(connection, page(), Outcome.POISON, "dies")
    assert not keep_house(connection, small)
    assert len(list(quarantine.listed(connection))) == 1
    connection.delete(housekeeping.TURN_KEY)
    assert keep_house(connection, small)
    assert list(quarantine.listed(connection)) == []
