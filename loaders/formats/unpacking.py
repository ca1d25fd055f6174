"""Packed bytes, unpacked no further than the limits allow, whatever the archive says of them."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from struct import Struct
from typing import IO, Any

from loaders.formats import limits
from loaders.formats.damage import damage_told

_CHUNK = 1 << 20
_ENCRYPTED, _UTF8 = 0x1, 0x800
# The records of an archive, in the words of APPNOTE.TXT of PKWARE, 4.3.
_LOCAL, _CENTRAL, _END = Struct("<4s5H3I2H"), Struct("<4sH5H3I5H2I"), Struct("<4s4H2IH")
_BEFORE_LENGTHS, _LENGTHS = 26, Struct("<2H")  # of a part's name, and of what else stands before its bytes


class _Counted(io.RawIOBase):
    """A packed stream: what is damaged is told, and no more than MOST_BYTES are given, whatever is packed."""

    def __init__(self, inner: IO[bytes], name: str) -> None:
        self._inner, self._name, self._given = inner, name, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with damage_told(self._name, "is a damaged archive"):
            chunk = self._inner.read(len(buffer))
        self._given += len(chunk)
        limits.refuse_unpacked(self._name, self._given, limits.MOST_BYTES)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._inner.close()
        super().close()


def counted(stream: IO[bytes], name: str) -> IO[bytes]:
    """The stream, counted as it is read. Raises TooLarge past MOST_BYTES, BadInput where it is damaged."""
    return io.BufferedReader(_Counted(stream, name), buffer_size=_CHUNK)


def read_within(name: str, stream: IO[bytes], most: int) -> bytes:
    """All bytes of a stream. Raises TooLarge where there are more than `most`."""
    content = stream.read(most + 1)
    limits.refuse_unpacked(name, len(content), most)
    return content


class Parts:
    """The parts of a workbook's archive, each unpacked when it is asked for and counted as it unpacks.

    Letters of names may be small or capital, as in the programs that write them; of a name that stands twice
    the last is meant.
    """

    def __init__(self, name: str, packed: bytes) -> None:
        self._name, self._packed, self._unpacked = name, memoryview(packed), 0
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            self._members = {member.filename.casefold(): member for member in archive.infolist()}
        limits.refuse_large_archive(name, self._members.values(), limits.MOST_BYTES_OF_WORKBOOK)

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self._members

    def under(self, folder: str) -> list[str]:
        """The names of the parts that stand in a folder, not further down."""
        return [part for part in self._members if part.rpartition("/")[0] == folder]

    def read(self, part: str) -> bytes:
        """The content of a part; nothing where it is not there. Raises TooLarge, zlib.error, ValueError."""
        return b"".join(self._pieces(part)) if part in self else b""

    def count(self, part: str) -> int:
        """How many bytes a part unpacks to. Raises as `read`, and keeps none of them."""
        return sum(len(piece) for piece in self._pieces(part))

    def _pieces(self, part: str) -> Iterator[bytes]:
        member, most = self._members[part.casefold()], limits.MOST_BYTES_OF_WORKBOOK
        if member.flag_bits & _ENCRYPTED:
            raise ValueError("is protected by a password")
        checksum = size = 0
        for piece in _inflated(self.as_packed(part), member.compress_type):
            self._unpacked += len(piece)
            limits.refuse_unpacked(self._name, self._unpacked, most)
            checksum, size = zlib.crc32(piece, checksum), size + len(piece)
            yield piece
        if (checksum, size) != (member.CRC, member.file_size):
            raise ValueError(f"{part} is not what its archive says")

    def as_packed(self, part: str) -> memoryview:
        """The bytes of a part as they are packed."""
        member = self._members[part.casefold()]
        lengths = _LENGTHS.unpack_from(self._packed, member.header_offset + _BEFORE_LENGTHS)
        start = member.header_offset + _BEFORE_LENGTHS + _LENGTHS.size + sum(lengths)
        return self._packed[start : start + member.compress_size]

    def packed_again(self, kept: Mapping[str, str], written: Mapping[str, bytes]) -> io.BytesIO:
        """An archive of some of these parts, by their new names, and of what is written anew; nothing else.

        The parts are taken over as they are packed: unpacking and packing them would cost more than reading.
        """
        archive, listed = io.BytesIO(), b""
        for name in [*kept, *written]:
            encoded, at = name.encode(), archive.tell()
            if name in kept:
                member, content = self._members[kept[name].casefold()], self.as_packed(kept[name])
                about = (member.compress_type, member.CRC, len(content), member.file_size)
            else:
                content = memoryview(written[name])
                about = (zipfile.ZIP_STORED, zlib.crc32(content), len(content), len(content))
            method, checksum, size, unpacked = about
            common = (20, _UTF8, method, 0, 0x21, checksum, size, unpacked, len(encoded), 0)
            archive.write(_LOCAL.pack(b"PK\3\4", *common) + encoded)
            archive.write(content)
            listed += _CENTRAL.pack(b"PK\1\2", 20, *common, 0, 0, 0, 0, at) + encoded
        count, start = len(kept) + len(written), archive.tell()
        archive.write(listed + _END.pack(b"PK\5\6", 0, 0, count, count, len(listed), start, 0))
        archive.seek(0)
        return archive


def _inflated(packed: memoryview, method: int) -> Iterator[bytes]:
    """The pieces of packed bytes. Workbooks are packed in two ways, and no others are read."""
    if method == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if method != zipfile.ZIP_DEFLATED:
        raise ValueError("is packed in a way that no workbook is")
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    left: Any = packed
    while not inflating.eof:
        piece = inflating.decompress(left, _CHUNK)
        left = inflating.unconsumed_tail
        if not piece and not left and not inflating.eof:
            raise ValueError("is cut off")
        yield piece
