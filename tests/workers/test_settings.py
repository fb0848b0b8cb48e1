import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path

import pytest

from workers.settings import Settings, SettingsError, describe, load, masked


def test_defaults_suit_one_laptop() -> None:
    settings = load({})
    assert settings.redis_url is None
    assert settings.state_dir.name == "newsmill"
    assert settings.allow_private == ()
    assert settings.user_agent.startswith("newsmill/")


def test_each_kind_of_value_is_read() -> None:
    settings = load(
        {
            "NEWSMILL_REDIS_URL": "redis://127.0.0.1:6390/2",
            "NEWSMILL_STATE_DIR": "~/mill",
            "NEWSMILL_ALLOW_PRIVATE": "127.0.0.0/8, ::1/128",
            "NEWSMILL_LOG_FORMAT": "json",
            "NEWSMILL_WORKERS": "3",
            "NEWSMILL_CONTACT": "https://heron.example/bot",
            "PATH": "/bin",
        }
    )
    assert settings.redis_url == "redis://127.0.0.1:6390/2"
    assert settings.state_dir == Path.home() / "mill"
    assert settings.allow_private == (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    assert settings.log_format == "json"
    assert settings.workers == 3
    assert settings.user_agent.endswith(" (+https://heron.example/bot)")


def test_a_relative_state_folder_does_not_depend_on_a_later_folder() -> None:
    assert load({"NEWSMILL_STATE_DIR": "mill"}).state_dir == Path.cwd() / "mill"


def test_an_empty_variable_counts_as_unset() -> None:
    assert load({"NEWSMILL_REDIS_URL": "", "NEWSMILL_WORKERS": " "}) == load({})


def test_an_unknown_name_is_an_error_that_suggests_the_right_one() -> None:
    with pytest.raises(SettingsError, match=r"REDISURL: did you mean NEWSMILL_REDIS_URL\?"):
        load({"NEWSMILL_REDISURL": "redis://127.0.0.1"})


def test_an_unknown_name_like_no_other_is_answered_with_all_names() -> None:
    with pytest.raises(SettingsError, match=r"NEWSMILL_\* are .*STATE_DIR"):
        load({"NEWSMILL_QQQQ": "1"})


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("WORKERS", "many", "valid integer.*worker processes"),
        ("WORKERS", "0", "greater than or equal to 1"),
        ("LOG_FORMAT", "xml", "'text' or 'json'"),
        ("ALLOW_PRIVATE", "10.1.2.3/8", "host bits set.*networks"),
        ("ALLOW_PRIVATE", "heron", "heron.*networks"),
        ("REDIS_URL", "http://127.0.0.1", "redis://"),
        ("REDIS_URL", "127.0.0.1:6379", "redis://"),
        ("QUEUE_LOW_WATER", "5000", "below NEWSMILL_QUEUE_HIGH_WATER"),
    ],
)
def test_a_bad_value_is_named_with_what_it_takes(name: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError, match=f"(?s)NEWSMILL_{name}.*{says}") as caught:
        load({f"NEWSMILL_{name}": value})
    assert "\n" not in str(caught.value)


def test_a_password_is_not_repeated_in_an_error() -> None:
    with pytest.raises(SettingsError) as caught:
        load({"NEWSMILL_REDIS_URL": "valkey://:s3cret@127.0.0.1"})
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://:s3cret@heron.example:6379/0", "redis://:***@heron.example:6379/0"),
        ("rediss://mill:s3@cret@heron.example", "rediss://mill:***@heron.example"),
        ("unix:///run/redis.sock?password=s3cret&db=1", "unix:///run/redis.sock?password=***&db=1"),
        ("redis://heron.example:6379/0", "redis://heron.example:6379/0"),
    ],
)
def test_passwords_are_masked(url: str, shown: str) -> None:
    assert masked(url) == shown


def test_the_description_says_where_each_value_came_from() -> None:
    environ = {"NEWSMILL_REDIS_URL": "redis://:s3cret@127.0.0.1", "NEWSMILL_WORKERS": "2"}
    lines = {line.name: line for line in describe(load(environ), environ)}
    assert len(lines) == len(Settings.model_fields)
    assert lines["NEWSMILL_REDIS_URL"].value == "redis://:***@127.0.0.1"
    assert lines["NEWSMILL_REDIS_URL"].origin == "environment"
    assert lines["NEWSMILL_WORKERS"].value == "2"
    assert lines["NEWSMILL_BATCH_PAGES"].origin == "default"
    assert all(line.description for line in lines.values())


def test_reading_settings_loads_no_redis() -> None:
    code = "import sys, workers.settings; sys.exit('redis' in sys.modules or 'rq' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
