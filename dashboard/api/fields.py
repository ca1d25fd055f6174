"""The fields of the API's records: what each one is, declared once for the description and for the tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from data.catalogue.models import AreaKind, Better, Comparison, Scope, TargetStatus
from data.judgement import status
from data.records import (
    INDICATOR_FIELDS,
    LOAD_FIELDS,
    OBSERVATION_FIELDS,
    PLACE_FIELDS,
    TARGET_FIELDS,
)
from data.statistics import forecast, trajectory, trend

Schema = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One field of a record: its JSON Schema and what it says."""

    schema: Schema
    words: str


Fields = Mapping[str, Field]


def _text(words: str, one_of: Sequence[str] = ()) -> Field:
    return Field({"type": "string"} | ({"enum": list(one_of)} if one_of else {}), words)


def _text_or_none(words: str, one_of: Sequence[str] = ()) -> Field:
    known = {"enum": [*one_of, None]} if one_of else {}
    return Field({"type": ["string", "null"]} | known, words)


def _figure(words: str) -> Field:
    return Field({"type": ["number", "null"]}, words)


def _whole(words: str) -> Field:
    return Field({"type": "integer", "minimum": 0}, words)


def _day(words: str, *, always: bool = False) -> Field:
    return Field({"type": "string" if always else ["string", "null"], "format": "date"}, words)


def _moment(words: str) -> Field:
    # No format: a store without time zones gives the moment in UTC without saying so.
    return Field({"type": ["string", "null"]}, words)


_COMMON: Fields = {
    "indicator": _text("The indicator’s id."),
    "series": _text("The id of the series: one publisher’s figures on one basis."),
    "place": _text("The slug of the Place or other area."),
    "place_name": _text("The area’s name."),
    "period_start": _day("The period’s first day.", always=True),
    "period_end": _day("The period’s last day.", always=True),
    "period": _text("The period in the publisher’s words."),
    "sex": _text("Persons, Male or Female; “” where the figures are for everybody."),
    "age": _text("The age group; “” where the definition itself says the age."),
    "category_type": _text("What a breakdown is by; “” where it is none."),
    "category": _text("The part of the breakdown; “” where it is none."),
    "value": _figure("The figure; null where it is missing or withheld, and `note` says why."),
    "lower": _figure("The lower end of the 95 % interval."),
    "upper": _figure("The upper end of the 95 % interval."),
    "numerator": _figure("The count above the line."),
    "denominator": _figure("The count below the line."),
    "unit": _text("The unit; percentages are 0 to 100."),
    "source": _text("The part of the program that read the file."),
    "publisher": _text("Who publishes the figures."),
    "release": _text("The release a figure comes from."),
    "published": _day("The day the release was published; it may be an estimate.", always=True),
    "licence": _text("Under which the publisher gives the figures."),
    "loaded": _moment("The moment of the load, in UTC."),
    "note": _text("What the publisher or the load says of the figure, such as why it is missing."),
    "deadline": _day("The day by which the target is to be reached."),
}
_STATUS: Fields = {
    "period": _text_or_none("The period of the newest figure; null where there is none."),
    "period_end": _day("The last day of that period."),
    "value": _figure("The newest figure."),
    "target": _figure("The target’s value."),
    "target_key": _text_or_none("The target’s key, as in `targets`."),
    "trajectory_value": _figure("What the path to the target expects for this period."),
    "trajectory_kind": _text_or_none("How that path came about.", [status.AGREED, status.STRAIGHT]),
    "now": _text("Now against plan, by the newest figure.", get_args(trajectory.Word)),
    "at_deadline": _text_or_none(
        "How the target ended by the figure for its deadline; null while that is ahead.",
        get_args(trajectory.AtDeadline),
    ),
    "gap": _figure("The figure minus what it is held against, in the indicator’s unit."),
    "gap_people": Field(
        {"type": ["integer", "null"]}, "How many more (negative: fewer) would close the gap."
    ),
    "variation": _text_or_none("What the control chart says of the newest figure."),
    "assurance": _text_or_none("Whether the target can be expected to be met: pass, fail, inconsistent."),
    "trend": _text_or_none("The recent trend of yearly figures.", get_args(trend.Direction)),
    "forecast_probability": _figure("How likely the target is by its deadline, 0 to 1."),
    "forecast_word": _text_or_none("The same in a word.", get_args(forecast.Word)),
    "verdict_date": _day("When the figure for the deadline will be published."),
    "sentence": _text("All of it in sentences, with the reason for whatever cannot be said."),
}
_PLACE: Fields = {
    "name": _text("The area’s name."),
    "kind": _text("What kind of area it is.", get_args(AreaKind)),
    "ons_code": _text("Its code of the Office for National Statistics; “” where it has none."),
    "ods_code": _text("Its NHS code; “” where it has none."),
    "joint": _text("The slug of the area whose figures it shares where they cannot be split."),
    "system": _text("The slug of the system it belongs to."),
    "region": _text("The slug of its region."),
}
_INDICATOR: Fields = {
    "title": _text("Its title."),
    "domain": _text("The group it stands in."),
    "better": _text("Which way is good.", get_args(Better)),
    "frequency": _text("How often figures are published."),
    "series": _text("The id of the series it is judged by."),
}
_TARGET: Fields = {
    "key": _text("The target’s key."),
    "indicator": _text("The id of the indicator that measures it; “” where none does."),
    "name": _text("Its short name."),
    "comparison": _text("How a figure is compared with the value; “” where it is not.", get_args(Comparison)),
    "value": _figure("The value to reach; null where the paper states none."),
    "unit": _text("The unit of the value."),
    "scope": _text("Whom it is for.", get_args(Scope)),
    "place": _text("The slug of the Place it is for; “” where it is not for one Place."),
    "set_on": _day("The day it was set.", always=True),
    "status": _text("What has become of it.", get_args(TargetStatus)),
    "words": _text("The words of the paper that set it."),
    "document": _text("That paper."),
    "section": _text("Where in the paper it stands."),
}
_LOAD: Fields = {
    "id": _whole("The number of the load."),
    "rows_read": _whole("How many rows the file has."),
    "new": _whole("Observations that were new."),
    "revised": _whole("Observations that replaced an earlier figure."),
    "unchanged": _whole("Observations that were held already."),
    "set_aside": Field(
        {"type": "object", "additionalProperties": {"type": "integer"}},
        "Rows that were not stored: reason and how many.",
    ),
    "warnings": Field({"type": "array", "items": {"type": "string"}}, "What is worth a look."),
    "file": _text("The file’s name."),
    "sha256": _text_or_none("Its SHA-256 checksum."),
    "size": Field({"type": ["integer", "null"]}, "Its size in bytes."),
    "received": _moment("When its bytes were received, in UTC."),
    "address": _text_or_none("Where it was downloaded from; null where that is not known."),
    "identity": _text("What names this load and no other, even where numbers repeat after a restore."),
    "withdrawn": _moment("When it was taken back, in UTC; from then on its figures count no more."),
    "withdrawn_by": _text_or_none("The role that took it back."),
    "withdrawn_why": _text_or_none("Why it was taken back."),
}


def _of(names: Sequence[str], own: Fields) -> Fields:
    return {name: own[name] if name in own else _COMMON[name] for name in names}


PLACE = _of(PLACE_FIELDS, _PLACE)
INDICATOR = _of(INDICATOR_FIELDS, _INDICATOR)
OBSERVATION = _of(OBSERVATION_FIELDS, {})
STATUS = _of(status.FIELDS, _STATUS)
TARGET = _of(TARGET_FIELDS, _TARGET)
LOAD = _of(LOAD_FIELDS, _LOAD)
