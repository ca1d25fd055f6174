"""Made-up workbooks that ask for far more than they hold, each of a few kilobytes, written by hand."""

import zipfile
from pathlib import Path
from struct import pack

from tests.loaders.ods_examples import MIMETYPE, NAMES

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
FIRST = '<c r="A1"><v>1</v></c>'


def relationships(*related: tuple[str, str, str]) -> str:
    """A list of relationships: the id, kind and target of each."""
    inside = "".join(
        f'<Relationship Id="{id}" Type="{_KIND}/{kind}" Target="{to}"/>' for id, kind, to in related
    )
    return f'<Relationships xmlns="{_PACKAGE}">{inside}</Relationships>'


def sheet_xml(rows: str, head: str = "", root: str = "") -> str:
    """A sheet with these rows."""
    return f'{head}<worksheet xmlns="{_MAIN}" {root}><sheetData>{rows}</sheetData></worksheet>'


def xlsx_parts(sheet: str) -> dict[str, str]:
    """The parts of a workbook of one sheet."""
    sheets = '<sheets><sheet name="Figures" sheetId="1" r:id="rId1"/></sheets>'
    return {
        "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_KIND}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relationships(("rId1", "worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": sheet,
    }


def written_parts(path: Path, parts: dict[str, str | bytes]) -> Path:
    """An archive of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def ods_parts(tables: str) -> dict[str, str]:
    """The parts of an OpenDocument workbook with these tables."""
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return {
        "mimetype": MIMETYPE,
        "content.xml": f"<office:document-content {NAMES}>{body}</office:document-content>",
        "META-INF/manifest.xml": manifest,
    }


def _record(kind: int, content: bytes) -> bytes:
    return pack("<HH", kind, len(content)) + content


def xls(cells: list[tuple[int, int]], texts: int = 0, corner: tuple[int, int] | None = None) -> bytes:
    """An xls of one sheet with a number in these cells, by row and column from 0.

    `texts`: how many shared texts it announces; it has none. `corner`: how far it says that it reaches.
    """
    begin, end = _record(0x0809, pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)), _record(0x000A, b"")
    shared = _record(0x00FC, pack("<II", texts, texts)) if texts else b""
    name = b"\x07\x00Figures"
    before = len(begin + shared + _record(0x0085, pack("<IBB", 0, 0, 0) + name) + end)
    listed = _record(0x0085, pack("<IBB", before, 0, 0) + name)
    said = _record(0x0200, pack("<IIHHH", 0, corner[0], 0, corner[1], 0)) if corner else b""
    numbers = b"".join(_record(0x0203, pack("<HHHd", row, column, 0, 1.0)) for row, column in cells)
    sheet = _record(0x0809, pack("<HHHHII", 0x0600, 16, 0, 0, 0, 0)) + said + numbers + end
    return _compound(begin + shared + listed + end + sheet)


def _compound(stream: bytes) -> bytes:
    """A compound file with the stream called Workbook: its header, one sector of addresses, one of names."""
    stream = stream.ljust(4096, b"\0")
    sectors = len(stream) // 512 + (len(stream) % 512 > 0)
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chain = [table, end, *range(3, 2 + sectors), end]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += pack("<109I", 0, *[free] * 108)
    addresses = pack("<128I", *chain, *[free] * (128 - len(chain)))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        encoded = name.encode("utf-16-le")
        links = pack("<HBBIII", len(encoded) + 2, kind, 1, free, free, child)
        return encoded.ljust(64, b"\0") + links + bytes(36) + pack("<IQ", start, size)

    names = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream))
    return header + addresses + names.ljust(512, b"\0") + stream.ljust(512 * sectors, b"\0")


def _long(kind: int, content: bytes) -> bytes:
    type_ = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return type_ + bytes([len(content)]) + content


def _wide(text: str) -> bytes:
    return pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb_parts(cells: list[tuple[int, int]]) -> dict[str, str | bytes]:
    """The parts of an xlsb of one sheet with a number in these cells, by row and column from 0."""
    bundle = pack("<II", 0, 1) + _wide("rId1") + _wide("Figures")
    workbook = _long(0x8F, b"") + _long(0x9C, bundle) + _long(0x90, b"") + _long(0x9D, b"") + _long(0x84, b"")
    numbers = b"".join(
        _long(0x00, pack("<I", row) + bytes(13)) + _long(0x05, pack("<IId", column, 0, 1.0))
        for row, column in cells
    )
    sheet = _long(0x81, b"") + _long(0x94, bytes(16)) + _long(0x91, b"") + numbers + _long(0x92, b"")
    return {
        "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": workbook,
        "xl/_rels/workbook.bin.rels": relationships(("rId1", "worksheet", "worksheets/sheet1.bin")),
        "xl/worksheets/sheet1.bin": sheet,
    }


def with_false_size(path: Path, part: str, size: int) -> Path:
    """The archive, in whose lists a part is said to unpack to so many bytes."""
    content = bytearray(path.read_bytes())
    name = part.encode()
    for signature, at_name, at_size in ((b"PK\x03\x04", 30, 22), (b"PK\x01\x02", 46, 24)):
        at = content.find(signature)
        while at >= 0:
            if content[at + at_name : at + at_name + len(name)] == name:
                content[at + at_size : at + at_size + 4] = pack("<I", size)
            at = content.find(signature, at + 4)
    path.write_bytes(content)
    return path
