"""Which area a publisher's organisation counts for, where its own file does not say so."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import Field

from data.catalogue.definition import Definition, Slug
from data.catalogue.files import Problems, read_table
from data.catalogue.reader import DEFINITIONS
from data.errors import DefinitionError

Model = TypeVar("Model", bound=Definition)


class EmergencyProvider(Definition):
    """A provider of A&E, closed ones included, and the ODS code of the ICB it is counted for."""

    code: str = Field(min_length=1)
    name: str
    icb: str = Field(pattern=r"^Q[A-Z0-9]{2}$")
    source: str = Field(min_length=1)


class FieldTestTrust(Definition):
    """A trust that sent no four-hour figures from `first` to `last`: it tested other standards."""

    code: str = Field(min_length=1)
    name: str
    first: date
    last: date
    source: str = Field(min_length=1)


class FormerCommissioner(Definition):
    """A clinical commissioning group of before the mergers, and the slug of the sub-ICB it is part of now."""

    code: str = Field(min_length=1)
    name: str
    became: Slug
    source: str = Field(min_length=1)


@lru_cache(maxsize=1)
def emergency_providers() -> dict[str, str]:
    """Provider's ODS code -> ODS code of its ICB, from `ae_providers.csv`."""
    return {provider.code: provider.icb for provider in rows_of("ae_providers.csv", EmergencyProvider)}


@lru_cache(maxsize=1)
def field_test_trusts() -> dict[str, FieldTestTrust]:
    """Trust's ODS code -> when it sent no four-hour figures, from `ae_field_test.csv`."""
    return {trust.code: trust for trust in rows_of("ae_field_test.csv", FieldTestTrust)}


@lru_cache(maxsize=1)
def former_commissioners() -> dict[str, str]:
    """Code of a clinical commissioning group -> slug of today's sub-ICB, from `former_ccgs.csv`."""
    return {group.code: group.became for group in rows_of("former_ccgs.csv", FormerCommissioner)}


class ReissuedCode(Definition):
    """A code that an authority was given in place of another, without becoming another authority."""

    code: str = Field(pattern=r"^E\d{8}$")
    name: str
    same_as: str = Field(pattern=r"^E\d{8}$")
    source: str = Field(min_length=1)


@lru_cache(maxsize=1)
def reissued_codes() -> dict[str, str]:
    """Code that an authority also had or has -> the code under which its figures are kept."""
    return {authority.code: authority.same_as for authority in rows_of("reissued_codes.csv", ReissuedCode)}


def rows_of(name: str, model: type[Model], folder: Path = DEFINITIONS) -> list[Model]:
    problems = Problems()
    rows = read_table(folder / name, name, model, problems)
    if problems:
        raise DefinitionError(problems)
    return [row for _, row in rows]
