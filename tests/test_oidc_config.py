"""The file with providers is read whole or refused with the line, and claims give by value only."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, RSAKey

from trialoog import oidc, serving, workers
from trialoog.app import create_app
from trialoog.formats import FormatErrors
from trialoog.paths import ROOT
from trialoog.settings import Settings
from trialoog.store.identities import Grant
from trialoog.web.providers import MOST_NAME, Provider, RoleRule, grants, holds, name_of

ENVIRONMENT = {"RIJK_SECRET": "made-up", "EMPTY": " "}
GOOD = """\
[[provider]]
key = "rijk"
name = "Rijksoverheid"
issuer = "https://login.example.nl"
client_id = "trialoog"
client_secret_env = "RIJK_SECRET"

[[provider.roles]]
claim = "groups"
value = "trialoog leiders"
team = "Beleid"
role = "facilitator"
"""


def load(folder: Path, text: str) -> tuple[Provider, ...]:
    path = folder / "oidc.toml"
    path.write_text(text, encoding="utf-8")
    return oidc.load(path, ENVIRONMENT)


def test_a_good_file_names_its_providers(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    more = GOOD.split("\n\n", maxsplit=1)[0] + "\n"
    more = more.replace('"rijk"', '"stad-2"').replace("login.example.nl", "id.stad.nl/a")
    more = more.replace('client_secret_env = "RIJK_SECRET"', 'client_secret_file = "secret"')
    more += 'scopes = "openid groups"\nacr = ["hoog"]\nuserinfo = true\n'
    rijk, stad = load(tmp_path, GOOD + more)
    assert rijk == Provider(
        key="rijk",
        name="Rijksoverheid",
        issuer="https://login.example.nl",
        client_id="trialoog",
        credential="made-up",
        roles=(RoleRule("groups", "trialoog leiders", "Beleid", "facilitator"),),
    )
    assert (stad.key, stad.credential, stad.acr) == ("stad-2", "from a file", ("hoog",))
    assert (stad.scopes, stad.userinfo, stad.roles) == ("openid groups", True, ())
    assert "made-up" not in repr(rijk), "a secret is not shown by accident"


@pytest.mark.parametrize("key", [RSAKey.generate_key(2048), ECKey.generate_key("P-256")])
def test_a_private_key_stands_in_a_file_of_its_own(tmp_path: Path, key: RSAKey | ECKey) -> None:
    (tmp_path / "key.pem").write_bytes(key.as_pem(private=True))
    (found,) = load(tmp_path, with_key(GOOD))
    assert isinstance(found.credential, type(key))
    assert found.credential.thumbprint() == key.thumbprint()


def with_key(text: str) -> str:
    return text.replace('client_secret_env = "RIJK_SECRET"', 'private_key_file = "key.pem"')


def test_the_example_in_the_documentation_is_good_and_complete(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "single-sign-on.md").read_text(encoding="utf-8")
    key = RSAKey.generate_key(2048)
    (tmp_path / "rijk.pem").write_bytes(key.as_pem(private=True))
    (found,) = load(tmp_path, page.split("```toml\n")[1].split("```")[0])
    assert [rule.role for rule in found.roles] == ["facilitator", "administrator"]
    for known in (*oidc.KEYS, *oidc.ROLE_KEYS):
        assert f"`{known}`" in page or f"\n{known} = " in page or f".{known}]]" in page, known


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


WRONG = [
    (changed('"rijk"', '"Rijk!"'), 2, "small letters"),
    (changed('"Rijksoverheid"', '""'), 3, '"name" is empty'),
    (changed("https://login.example.nl", "http://login.example.nl"), 4, "https"),
    (changed("https://login.example.nl", "login.example.nl"), 4, "https"),
    (changed("https://login.example.nl", "https://[x"), 4, "not an address"),
    (changed("https://login.example.nl", "https://a@login.example.nl"), 4, "@"),
    (changed("login.example.nl", "login.example.nl?x=1"), 4, "question mark"),
    (changed('client_id = "trialoog"\n', ""), 1, '"client_id" is missing'),
    (changed('client_id = "trialoog"', "client_id = 5"), 5, "between quotes"),
    (changed("RIJK_SECRET", "NO_SUCH"), 6, "NO_SUCH is not set"),
    (changed("RIJK_SECRET", "EMPTY"), 6, "EMPTY is not set or empty"),
    (changed('client_secret_env = "RIJK_SECRET"\n', ""), 5, "give one of"),
    (changed("client_secret_env", "client_secret"), 6, "unknown key"),
    (changed("client_secret_env", "client_secret_file"), 6, "can't read RIJK_SECRET"),
    (changed('"RIJK_SECRET"', '"RIJK_SECRET"\nprivate_key_file = "x"'), 7, "give one of"),
    (changed('"RIJK_SECRET"', '"RIJK_SECRET"\nallow_http = true'), 7, "on this machine only"),
    (changed('"RIJK_SECRET"', '"RIJK_SECRET"\nallow_http = "yes"'), 7, "true or false"),
    (changed('"RIJK_SECRET"', '"RIJK_SECRET"\nuserinfo = 1'), 7, "true or false"),
    (changed('"RIJK_SECRET"', '"RIJK_SECRET"\nscopes = "profile"'), 7, '"openid"'),
    (changed('"RIJK_SECRET"', '"RIJK_SECRET"\nacr = "hoog"'), 7, "must be a list"),
    (changed('"RIJK_SECRET"', '"RIJK_SECRET"\nacr = []'), 7, "at least one"),
    (changed('"facilitator"', '"boss"'), 12, 'unknown role "boss"'),
    (changed('value = "trialoog leiders"', "value = true"), 10, "between quotes"),
    (changed('"trialoog leiders"', '" trialoog leiders"'), 10, "blanks"),
    (changed('team = "Beleid"\n', ""), 8, '"team" is missing'),
    (changed('claim = "groups"', 'claims = "groups"'), 9, "unknown key"),
    (GOOD + GOOD, 14, "already"),
    (GOOD + GOOD.replace('"rijk"', '"other"'), 16, '"issuer" already'),
    (changed("[[provider.roles]]", "[provider.roles]"), 8, "[[roles]]"),
    (changed("[[provider]]", "[[providers]]"), 1, "provider"),
    ("", 1, "there is no provider"),
    (changed('"rijk"', '"rijk'), 2, "closing quote"),
]


@pytest.mark.parametrize(("text", "line", "says"), WRONG, ids=range(len(WRONG)))
def test_a_mistake_is_told_with_file_line_and_provider(
    text: str, line: int, says: str, tmp_path: Path
) -> None:
    with pytest.raises(FormatErrors) as refused:
        load(tmp_path, text)
    told = [error for error in refused.value.errors if says in error.message]
    assert told, str(refused.value)
    assert (told[0].file, told[0].line) == ("oidc.toml", line), str(refused.value)
    if line > 1 and "Rijk!" not in text and "quote" not in says:
        assert any('provider "' in error.message for error in told)
    assert "made-up" not in str(refused.value)


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"not a key",
        RSAKey.generate_key(2048).as_pem(private=False),
        ECKey.generate_key("P-384").as_pem(private=True),
    ],
)
def test_what_is_no_private_key_is_refused(pem: bytes, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(pem)
    with pytest.raises(FormatErrors, match="private key in PEM"):
        load(tmp_path, with_key(GOOD))


def test_http_is_for_a_provider_on_this_machine(tmp_path: Path) -> None:
    local = changed("https://login.example.nl", "http://127.0.0.1:9000")
    assert load(tmp_path, local.replace('"RIJK_SECRET"', '"RIJK_SECRET"\nallow_http = true'))
    with pytest.raises(FormatErrors, match="https"):
        load(tmp_path, local)


def test_a_broken_file_keeps_it_from_starting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(data=tmp_path, oidc=tmp_path / "nowhere.toml")
    with pytest.raises(FormatErrors, match=r"nowhere\.toml:1: can't read"):
        create_app(settings)
    serving.migrate(settings)
    assert workers.serve(settings) == 1
    assert "nowhere.toml:1: can't read" in capsys.readouterr().err


# --- claims ---------------------------------------------------------------------------------

RULES = (
    RoleRule("groups", "leiders", "Beleid", "facilitator"),
    RoleRule("admin", "true", "Beheer", "administrator"),
)


@pytest.mark.parametrize(
    ("claims", "teams"),
    [
        ({"groups": "leiders"}, ["Beleid"]),
        ({"groups": ["iets", "leiders"]}, ["Beleid"]),
        ({"groups": ["leiders"], "admin": "true"}, ["Beleid", "Beheer"]),
        ({"admin": True}, []),
        ({"admin": False}, []),
        ({"admin": 1}, []),
        ({"admin": {"true": True}}, []),
        ({"admin": {"admin": False}}, []),
        ({"admin": [True]}, []),
        ({"admin": ["true", True]}, []),  # no list of texts
        ({"admin": "True"}, []),
        ({"groups": "leiders, allen"}, []),
        ({"groups": "leider"}, []),
        ({"groups": ["xleiders"]}, []),
        ({"groups": [["leiders"]]}, []),
        ({"groups": [{"leiders": 1}]}, []),
        ({"groups": {"leiders": "leiders"}}, []),
        ({"groups": None}, []),
        ({"Groups": "leiders"}, []),
        ({}, []),
    ],
    ids=str,
)
def test_10_a_claim_gives_a_role_by_its_value_alone(
    claims: dict[str, object], teams: list[str]
) -> None:
    assert [grant.team for grant in grants(RULES, claims)] == teams


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(claim=JSON, value=st.text(min_size=1, max_size=8))
def test_10_whatever_a_provider_says_only_the_text_itself_counts(claim: Any, value: str) -> None:
    texts = claim if isinstance(claim, list) else [claim]
    expected = all(isinstance(one, str) for one in texts) and value in texts
    assert holds(claim, value) is expected


@given(value=st.text(min_size=1, max_size=8), around=st.text(min_size=1, max_size=4))
def test_10_a_value_that_holds_the_text_is_another_value(value: str, around: str) -> None:
    for near in (value + around, around + value, [value + around], [[value]], {value: value}):
        assert not holds(near, value)
    assert holds(value, value)
    assert holds([around, value], value)


@given(st.dictionaries(st.sampled_from(["groups", "admin", "sub"]), JSON))
def test_claims_give_nothing_that_the_file_does_not_give(claims: dict[str, object]) -> None:
    for grant in grants(RULES, claims):
        assert grant in {Grant("Beleid", "facilitator"), Grant("Beheer", "administrator")}


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Anna  de\nVries "}, "Anna de Vries"),
        ({"name": " ", "preferred_username": "anna"}, "anna"),
        ({"name": ["Anna"]}, "Dienst"),
        ({"name": "\u202e\x00"}, "Dienst"),
        ({"name": "x" * 500}, "x" * MOST_NAME),
        ({}, "Dienst"),
    ],
)
def test_a_name_is_one_short_line(claims: dict[str, object], name: str) -> None:
    assert name_of(claims, "Dienst") == name
