"""What a quality mark says of source and geography, in words. Pure."""

QUALITY_SOURCE = {
    "official statistics": "official statistics",
    "audit": "a clinical audit",
    "local return": "a local return",
}
GEOGRAPHY = {
    "exact": "published for each of the nine Places",
    "joint": "published for seven Places and for Cheshire East and West together",
    "proxy": "not published for Places; a near neighbour stands in",
    "none": "not published for Places",
}
