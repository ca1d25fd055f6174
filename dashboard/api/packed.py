"""Texts of any length as one file: written part by part, compressed on the way, never whole in memory."""

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from tempfile import SpooledTemporaryFile

import brotli

from data.errors import TooMuch

IN_MEMORY = 1_000_000  # bytes of a file as it is sent; a longer one lies among the system's temporary files
QUALITY = 5  # of brotli: a better one takes three times as long for a tenth less
GZIP = zlib.MAX_WBITS + 16
Compressing = tuple[Callable[[bytes], bytes], Callable[[], bytes]]


def _brotli() -> Compressing:
    compressor = brotli.Compressor(quality=QUALITY)
    return compressor.process, compressor.finish


def _gzip() -> Compressing:
    compressor = zlib.compressobj(wbits=GZIP)
    return compressor.compress, compressor.flush


def _as_it_is() -> Compressing:
    return lambda content: content, lambda: b""


IDENTITY = "identity"
ENCODINGS: dict[str, Callable[[], Compressing]] = {"br": _brotli, "gzip": _gzip, IDENTITY: _as_it_is}


@dataclass(frozen=True)
class Packed:
    """A file ready to be sent, at its beginning; it is the caller's to close. checksum: of its text."""

    file: "SpooledTemporaryFile[bytes]"
    size: int
    checksum: str

    @property
    def in_memory(self) -> bool:
        """Whether it is short enough to have been kept in memory."""
        return self.size <= IN_MEMORY


def packed(parts: Iterable[str], encoding: str, most: int) -> Packed:
    """Return the parts as a file in one of ENCODINGS. Raises TooMuch beyond `most` bytes of text."""
    compress, finish = ENCODINGS[encoding]()
    checksum, length = sha256(), 0
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it is closed once it is sent
    try:
        for part in parts:
            text = part.encode()
            length += len(text)
            if length > most:
                raise TooMuch("", f"The file would be longer than {most // 1_000_000} MB. Ask for less.")
            checksum.update(text)
            file.write(compress(text))
        file.write(finish())
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return Packed(file, size, checksum.hexdigest()[:24])
