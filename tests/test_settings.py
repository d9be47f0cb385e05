"""Settings are few, documented, and refuse what is unsafe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from tools.reference import settings_page
from trialoog import cli
from trialoog.settings import Settings, is_local, unknown

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "settings.md"


def test_the_defaults_serve_this_machine_only() -> None:
    settings = Settings()
    assert settings.host == "127.0.0.1"
    assert not settings.secure
    assert not settings.demo
    assert settings.database.startswith("sqlite:///")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"host": "0.0.0.0"}, "TRIALOOG_PUBLIC_URL"),
        ({"host": "192.168.1.5"}, "TRIALOOG_LAN=1"),
        ({"public_url": "http://trialoog.example.nl"}, "unencrypted"),
        ({"public_url": "trialoog.example.nl"}, "address like"),
        ({"public_url": "https://a.nl/sub"}, "no path"),
        ({"port": 70000}, "65535"),
        ({"language": "fr"}, "pattern"),
        ({"log_level": "loud"}, "pattern"),
        ({"surprise": "1"}, "Extra inputs"),
        ({"security_contact": "security@example.nl"}, "pattern"),
        ({"security_contact": "http://example.nl"}, "pattern"),
        ({"security_contact": "mailto:a@b.nl\nExpires: never"}, "pattern"),
        ({"publisher_id": "gm0363", "publisher_name": "Amsterdam"}, "pattern"),
        ({"publisher_name": "Amsterdam"}, "need each other"),
        ({"woo_category": "c_00000000"}, "a category of the Woo"),
        ({"privacy_file": "not-there.md"}, "not point to a file"),
        ({"database_url": "mysql://localhost/trialoog"}, "not a database"),
        ({"database_url": "sqlite://"}, "needs a file"),
        ({"database_url": "postgresql://a:b@c:port/trialoog"}, "an address like"),
        ({"time_zone": "Europe/Amsterdm"}, "name of a time zone"),
        ({"formats": "not-there"}, "not point to a directory"),
        ({"trusted_proxies": "127.0.0.1,caddy"}, "addresses or networks"),
        ({"redis_url": "localhost:6379"}, "pattern"),
        ({"redis_url": "redis://localhost:port"}, "an address like"),
        ({"accessibility_status": "F"}, "pattern"),
        ({"accessibility_statement": "javascript:alert(1)"}, "pattern"),
        ({"accessibility_status": "A"}, "TRIALOOG_ACCESSIBILITY_STATEMENT to its address"),
        (
            {"accessibility_status": "E", "accessibility_statement": "https://a.nl/1"},
            "there is no statement",
        ),
    ],
)
def test_40_an_unsafe_or_wrong_setting_is_refused_with_the_reason(
    given: dict[str, str], says: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(**given)  # type: ignore[arg-type]
    assert says in str(refused.value)


def test_an_https_address_and_a_local_network_are_fine() -> None:
    assert Settings(host="0.0.0.0", public_url="https://a.nl/").public_url == "https://a.nl"
    assert Settings(host="0.0.0.0", lan=True).lan
    assert Settings(public_url="http://localhost:8000").public_host == "localhost"
    assert is_local("::1")
    assert not is_local("10.0.0.1")


def test_the_command_line_says_what_is_wrong_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRIALOOG_HOST", "0.0.0.0")
    assert cli.main(["serve"]) == cli.SETTINGS_WRONG
    said = capsys.readouterr().err
    assert said.startswith("TRIALOOG_HOST listens to other machines")
    assert len(said.splitlines()) == 1


def test_what_a_library_says_of_a_setting_comes_with_what_it_is_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRIALOOG_METRICS_TOKEN", "s3cret")
    assert cli.main(["serve"]) == cli.SETTINGS_WRONG
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("TRIALOOG_METRICS_TOKEN: ")
    assert "at least 16 characters" in line
    assert "s3cret" not in line


def test_a_misspelled_setting_is_named_at_every_start_and_fails_the_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRIALOOG_MAIL_FORM", "s3cret@example.nl")
    monkeypatch.setenv("TRIALOOG_SMTP_URL", "smtp://mail.example.nl")
    sentence = "TRIALOOG_MAIL_FORM is no setting, and does nothing. Is it TRIALOOG_MAIL_FROM?"
    assert cli.main(["serve"]) == cli.SETTINGS_WRONG
    said = capsys.readouterr().err.splitlines()
    assert said == [sentence, "TRIALOOG_SMTP_URL and TRIALOOG_MAIL_FROM need each other"]
    monkeypatch.delenv("TRIALOOG_SMTP_URL")
    assert cli.main(["check"]) == 1
    assert capsys.readouterr() == ("", f"{sentence}\n")
    monkeypatch.delenv("TRIALOOG_MAIL_FORM")
    assert cli.main(["check"]) == 0


def test_only_names_that_look_like_settings_are_looked_at() -> None:
    assert unknown(["HOME", "TRIALOOG", "TRIALOOG_HOST", "TRIALOOG_TEST_DATABASE"]) == []
    (far,) = unknown(["TRIALOOG_XQZ"])
    assert far == "TRIALOOG_XQZ is no setting, and does nothing."


def test_addresses_and_networks_of_proxies_are_fine() -> None:
    assert Settings(trusted_proxies="127.0.0.1, 10.0.0.0/8,::1").trusted_proxies
    assert not Settings(trusted_proxies="").trusted_proxies


def test_every_setting_is_documented() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == settings_page(), "run `make reference`"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("database_url", "postgresql://trialoog:s3cret@db/trialoog"),
        ("database_url", "postgres://trialoog:s3cret@db/trialoog"),
        ("database_url", "postgresql://trialoog:s3cret@db:port/trialoog"),
        ("database_url", "mysql://trialoog:s3cret@db/trialoog"),
        ("redis_url", "redis://:s3cret@redis:6379/0"),
        ("redis_url", "redis://:s3cret@redis:port/0"),
        ("redis_url", "http://:s3cret@redis"),
    ],
)
def test_a_password_is_in_no_text_about_settings(name: str, address: str) -> None:
    try:
        told = repr(Settings(**{name: address}))  # type: ignore[arg-type]
    except ValidationError as wrong:
        told = f"{wrong} {wrong!r}"
    assert "s3cret" not in told


def test_without_its_package_redis_is_refused_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)  # as where it is not installed
    monkeypatch.setenv("TRIALOOG_REDIS_URL", "redis://:s3cret@redis:6379/0")
    assert cli.main(["serve"]) == cli.SETTINGS_WRONG
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("TRIALOOG_REDIS_URL: needs a package")
    assert "requirements/deploy.txt" in line


def test_without_its_driver_postgresql_is_refused_with_what_to_install() -> None:
    """In a program that can't find the driver, as where only the usual packages are installed."""
    without = (
        "import sys, importlib.util as u\n"
        "found = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'psycopg' else found(name, *rest)\n"
        "from trialoog.cli import main\n"
        "sys.exit(main(['migrate']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", without],
        env={**os.environ, "TRIALOOG_DATABASE_URL": "postgresql://a:s3cret@db/trialoog"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("TRIALOOG_DATABASE_URL: PostgreSQL needs its driver")
    assert "requirements/deploy.txt" in done.stderr
    assert "s3cret" not in done.stderr


def test_a_command_says_in_one_line_that_the_database_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRIALOOG_DATABASE_URL", f"postgres://a:s3cret@/trialoog?host={tmp_path}")
    monkeypatch.setenv("TRIALOOG_DATA", str(tmp_path / "data"))
    assert cli.main(["migrate"]) == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("The database does not answer")
    assert "s3cret" not in line
