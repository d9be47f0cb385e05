"""The QR code of an address, as inline SVG without any style of its own."""

from io import BytesIO

import segno
from markupsafe import Markup


def qr(url: str) -> Markup:
    """Return the SVG."""
    out = BytesIO()
    segno.make(url, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=False,
        svgclass=None,
        lineclass=None,
        omitsize=True,
        border=1,
        nl=False,
    )
    # Our own drawing of our own address: nothing in it is a visitor's.
    return Markup(out.getvalue().decode())  # noqa: S704
