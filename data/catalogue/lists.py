"""The shape of the short lists: papers, programmes, readings, meetings, regions of authorities."""

from pydantic import Field

from data.catalogue.definition import Definition, Slug
from data.catalogue.models import CalendarDate


class Paper(Definition):
    """A paper that targets are quoted from: the file it was read from, and its title for readers."""

    file: str = Field(min_length=1)
    title: str = Field(min_length=1)


class Programme(Definition):
    """A paper or list by which the register groups its targets, and where that list is from."""

    id: Slug
    name: str = Field(min_length=1)
    provenance: str = ""


class Reading(Definition):
    """What a cell `deadline_basis` of the register means: how a paper's words became the deadline."""

    cell: str = Field(min_length=1)
    says: str = Field(min_length=1)
    year_only: bool = False
    """True where the paper gives a year and no month."""


class Meeting(Definition):
    """A meeting of the Partnership: what "since we last met" can be counted from."""

    date: CalendarDate
    body: str
    document: str
    note: str = ""


class AuthorityRegion(Definition):
    """The region of an authority that is kept for comparison only, under its ONS code, past ones too."""

    code: str = Field(pattern=r"^E\d{8}$")
    name: str = Field(min_length=1)
    region: Slug
