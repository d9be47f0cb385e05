"""Read by Python itself when it starts in this folder's reach: the disk may only be read.

As in a container with a read-only root: everything but the folder for temporary files refuses.
"""

import errno
import os
import sys
import tempfile

MAKES = {"os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
MAY = (os.path.join(tempfile.gettempdir(), ""), "/dev/")  # noqa: PTH118 - loads nothing more


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what a read-only disk would."""
    if event not in MAKES and (event != "open" or not int(str(arguments[2])) & WRITES):
        return
    path = arguments[0]
    if isinstance(path, str | bytes | os.PathLike):
        whole = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - the same
        if not f"{whole}/".startswith(MAY):
            raise OSError(errno.EROFS, "this disk may only be read", whole)


sys.addaudithook(refuse)
