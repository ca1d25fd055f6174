"""Whatever an unpacker or the reader of workbooks makes of damaged bytes, told as a problem of the file."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers.expat import ExpatError

from python_calamine import CalamineError

from data.errors import BadInput, Problem

# What Python's and Rust's unpackers raise for bytes that were damaged; RuntimeError is an encrypted member.
_DAMAGE = (
    CalamineError,
    ValueError,
    OSError,
    EOFError,
    ExpatError,
    IndexError,
    KeyError,
    RuntimeError,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


@contextmanager
def damage_told(where: str, what: str) -> Iterator[None]:
    """Turn whatever an unpacker or the reader of workbooks makes of damaged bytes into BadInput."""
    try:
        yield
    except BadInput:
        raise
    except BaseException as error:
        # The reader is written in Rust: its panics are BaseExceptions of a class that cannot be imported.
        if not isinstance(error, _DAMAGE) and type(error).__name__ != "PanicException":
            raise
        if "assword" in str(error):
            locked = Problem(where, "is protected by a password", "save a copy without the password")
            raise BadInput(locked) from None
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise BadInput(Problem(where, f"{what} ({reason})", "download it again")) from None
