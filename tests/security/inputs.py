"""What might come in at an address: fields of our own forms, and everything that they are not."""

import json
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from tests.security.stages import SHAPES, Form, Stage

FORM = "application/x-www-form-urlencoded"
# What a field may hold somewhere, so that some of it gets far.
WORDS = (
    *("policy", "implementation", "politics", "a", "b", "signal", "fact", "for", "against"),
    *("chosen", "rejected", "merged", "parked", "elaborate", "cost", "support", "object"),
    *("yes", "no", "1", "0", "-1", "00", "²", "١", "1e9", "999999999", "9" * 5000, "unknown"),
    *("gather", "explore", "options", "weigh", "decide", "read_back", "follows", "departs"),
    *("2026-11-01", "0001-01-01", "9999-12-31", "2026-02-30", "20261101", "2026-W01-1"),
    *("besluitvorming", "administrator", "facilitator", "participant", "outcome", "inhoud"),
)
HOSTILE = (
    *(b"", b" ", b"\0", b"x\0y", b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"),
    *("\u202e", "\u2028x\u0085y", "e\u0301" * 300, "\ufdfa" * 4000, "𐀀\U0010ffff", "İıſß" * 60),
    *("a\r\nb\rc", "\x1b[2J\x7f", "' OR 1=1 --", "{{7*7}}%(x)s%s{0}", "../../etc/passwd"),
    *("<script>alert(1)</script>", "\"'><img src=x>", '<hx-partial hx-target="#board">'),
    *("[x](javascript:x)![y](//z)", "[" * 3000, "*_`" * 900, "> " * 1500, "&" * 3000, "#" * 900),
    *("[[x](http://[)](http://]", "<https://\u202e.nl/%zz>", "http://" + "a" * 3000, "|-\n" * 800),
    *('a@["', "a@b\x01.nl", '=?utf-8?q?=0a?=@x.nl', "é@xn--.nl", "a@" + "x" * 180 + ":", "(@)..nl"),
    *("x" * 201, "x" * 501, "x" * 5001, "regel\n" * 40, "w" * 70_000),
)  # fmt: skip
NAMES = (
    b"",
    b"key",
    b"as",
    b"view",
    b"part",
    b"next",
    b"text",
    b"\xff",
    b"c-",
    b"c-cost",
    b"says-",
)
KINDS = (
    *("", "application/json", "text/plain", "multipart/mixed; boundary=B", "\xff/\xfe"),
    *(f"{FORM}; charset=utf-16", f"{FORM}; charset=\xff", "multipart/form-data; boundary="),
    *("multipart/form-data", f"multipart/form-data; boundary={'B' * 300}"),
    "multipart/form-data; boundary=B; charset=idna",
)
CHARSETS = ("utf-7", "utf-16", "idna", "punycode", "rot13", "unicode_escape", "undefined", "\xff")
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"hx-request": "true"},
    {"hx-request": "true", "accept-language": "\xff,,;q=x"},
    {"accept": "\0"},
    {"content-length": "²"},
    {"cookie": "session=\xff\xfe; language=\"\\377; seat-x=1; =; ;;"},
    {"accept-encoding": "gzip;q=x, \xff"},
    {"range": "bytes=-,0-"},
)  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """A request as it goes out."""

    method: str
    shape: str
    address: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def raw(self) -> dict[bytes, bytes]:
        """The headers as bytes, which need not be ASCII."""
        return {name.encode(): value.encode("latin-1") for name, value in self.headers.items()}

    def __repr__(self) -> str:
        body = self.body if len(self.body) < 1500 else (self.body[:1500], len(self.body))
        return f"{self.method} {self.address[:500]!r} {self.headers} {body!r}"


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


words = st.sampled_from([_bytes(word) for word in WORDS])
hostile = st.one_of(
    st.sampled_from([_bytes(value) for value in HOSTILE]),
    st.text(max_size=40).map(_bytes),
    st.binary(max_size=20),
)


@st.composite
def values(draw: st.DrawFn, stage: Stage, name: str, there: tuple[str, ...]) -> list[bytes]:
    """What is sent for one field, if anything: mostly as it stands on the page."""
    what = draw(st.integers(0, 11))
    ids = sorted(stage.ids.get(name, ())) or [""]
    if what < 5 and there:
        return [_bytes(draw(st.sampled_from(there)))]
    if what < 7:
        return [_bytes(draw(st.sampled_from(ids)))]
    if what == 7:
        return []
    if what == 8:
        return [draw(words)]
    if what == 9:
        return [draw(hostile), draw(words), _bytes(draw(st.sampled_from(ids)))]
    return [draw(hostile)]


@st.composite
def pairs(draw: st.DrawFn, stage: Stage, forms: list[Form]) -> list[tuple[bytes, bytes]]:
    """The fields of a form of ours, with other things in them, and others beside them."""
    form = draw(st.sampled_from(forms)) if forms else ()
    found = [
        (name.encode(), value)
        for name, there in form[:30]
        for value in draw(values(stage, name, there))
    ]
    for _ in range(draw(st.integers(0, 2))):
        known = [name.encode() for name in sorted(stage.ids)]
        found.append((draw(st.sampled_from([*NAMES, *known])), draw(hostile | words)))
    return found


def urlencoded(fields: list[tuple[bytes, bytes]]) -> bytes:
    """A body as a browser makes it."""
    return "&".join("=".join(map(quote_from_bytes, pair)) for pair in fields).encode()


def multipart(fields: list[tuple[bytes, bytes]], disposition: bytes) -> bytes:
    """A body in parts, whose heads say something more."""
    parts = (
        b'--B\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n' % (n, disposition, v)
        for n, v in fields
    )
    return b"".join(parts) + b"--B--\r\n"


@st.composite
def bodies(draw: st.DrawFn, stage: Stage, forms: list[Form]) -> tuple[str, bytes]:
    """A content type, and what comes with it."""
    fields = draw(pairs(stage, forms))
    match draw(st.integers(0, 15)):
        case 0:
            name = draw(st.sampled_from((b'; filename="a.exe"', b"; filename*=utf-7''x", b"")))
            return "multipart/form-data; boundary=B", multipart(fields, name)
        case 1:
            kind = f"multipart/form-data; boundary=B; charset={draw(st.sampled_from(CHARSETS))}"
            return kind, multipart(fields, b"")
        case 2:
            return FORM, b"&".join(n + b"=" + v for n, v in fields)  # nothing escaped
        case 3:
            told = {str(n, "latin-1"): str(v, "latin-1") for n, v in fields}
            return "application/json", json.dumps(told).encode()
        case 4:
            return FORM, urlencoded(fields * draw(st.sampled_from((2, 1001))))[:900_000]
        case 5:
            return draw(st.sampled_from(KINDS)), urlencoded(fields)
        case 6:
            return draw(st.sampled_from((*KINDS, FORM))), draw(st.binary(max_size=200))
        case _:
            return FORM, urlencoded(fields)


@st.composite
def addresses(draw: st.DrawFn, shape: str, there: str) -> str:
    """An address of a shape: mostly one that is there, else with other things in its places."""
    parts = there.split("/")
    places = [at for at, part in enumerate(shape.split("/")) if part.startswith("{")]
    if places and draw(st.integers(0, 9)) == 0:
        parts[draw(st.sampled_from(places))] = quote_from_bytes(draw(hostile)[:3000] or b"-", "")
    if draw(st.integers(0, 3)):
        return "/".join(parts)
    asked = draw(st.lists(st.tuples(st.sampled_from(QUERY), hostile | words), max_size=3))
    return "/".join(parts) + "?" + urlencoded([(n.encode(), v[:6000]) for n, v in asked]).decode()


QUERY = (
    *("lang", "option", "new", "part", "said", "fact", "quote", "page", "q", "code", "view"),
    *("state", "iss", "error", "session_state", "as", "x"),
)


@st.composite
def batches(
    draw: st.DrawFn, stage: Stage, forms: dict[str, list[Form]], there: dict[str, str]
) -> list[Sent]:
    """Requests one after the other: a slice of all forms there are, and pages between them."""
    posts = draw(st.sampled_from([POSTS[start::SLICES] for start in range(SLICES)]))
    chosen = [*draw(st.permutations(posts)), *draw(st.lists(st.sampled_from(GETS), max_size=4))]
    found = []
    for method, shape in chosen:
        address = draw(addresses(shape, there[shape]))
        headers, body = dict(draw(st.sampled_from(HEADERS))), b""
        if method == "POST":
            # Mostly what this person sees here now; else the same form at another time.
            now = stage.forms.get(shape) or forms[shape]
            kind, body = draw(bodies(stage, now))
            headers = {"content-type": kind, **headers}
        found.append(Sent(method, shape, address, headers, body))
    return found


SLICES = 3
POSTS = tuple(pair for pair in SHAPES if pair[0] == "POST")
GETS = tuple(pair for pair in SHAPES if pair[0] == "GET")
