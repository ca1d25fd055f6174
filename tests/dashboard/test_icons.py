"""Icons: every meaning has its own drawing, its words, and a shape besides its colour."""

import re
from xml.etree import ElementTree

import pytest

from dashboard.figures import icons
from data.statistics import inequality
from data.statistics.reason import NO_FIGURES

DRAWN = {
    **{kind: icons.variation(kind) for kind in icons.VARIATION},
    **{kind: icons.assurance(kind) for kind in icons.ASSURANCE},
    **{f"gap {kind}": icons.direction(kind) for kind in icons.DIRECTION},
    **{f"mark {kind}": icons.mark(kind) for kind in icons.MARKS},
}
NAMESPACE = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("kind", DRAWN)
def test_an_icon_is_well_formed_and_named_by_its_words(kind: str):
    root = ElementTree.fromstring(DRAWN[kind])
    words = {
        **icons.VARIATION,
        **icons.ASSURANCE,
        **{f"gap {k}": f"gap: {v}" for k, v in icons.DIRECTION.items()},
        **{f"mark {k}": v for k, v in icons.MARKS.items()},
    }
    assert root.tag == f"{NAMESPACE}svg"
    assert root.attrib["aria-label"] == words[kind]
    assert root.find(f"{NAMESPACE}title").text == words[kind]  # type: ignore[union-attr]


def test_no_two_icons_are_alike_when_printed_in_black_and_white():
    shapes = {
        re.sub(r"#[0-9A-Fa-f]{6}|<title>.*</title>|aria-label=\"[^\"]*\"", "", one) for one in DRAWN.values()
    }
    assert len(shapes) == len(DRAWN)


def test_good_and_bad_differ_in_their_outline():
    assert '<circle cx="24" cy="24"' in icons.variation("improvement_low")
    assert "M24 1.5L46.5 24" in icons.variation("concern_low")
    assert "<rect" in icons.variation("neutral_low")
    assert "M24 1.5L46.5 24" in icons.assurance("fail")
    assert "M24 1.5L46.5 24" not in icons.assurance("pass")


def test_without_limits_there_is_no_icon_and_an_unknown_word_is_refused():
    assert icons.variation(None) == icons.assurance(None) == ""
    with pytest.raises(KeyError):
        icons.variation("splendid_high")
    with pytest.raises(KeyError):
        icons.assurance("splendid")


def test_every_mark_stands_once_in_the_sprite_and_is_used_by_its_name():
    sprite = ElementTree.fromstring(icons.sprite())
    assert [one.attrib["id"] for one in sprite] == [f"mark-{kind}" for kind in icons.MARKS]
    assert all(f'href="#mark-{kind}"' in icons.used(kind) for kind in icons.MARKS)


def test_an_address_of_an_icon_holds_it_whole():
    address = icons.address(icons.direction("closing"))
    assert address.startswith("data:image/svg+xml,")
    assert "<" not in address
    assert inequality.verdict(inequality.Change(reason=NO_FIGURES)) == icons.DIRECTION[""]
