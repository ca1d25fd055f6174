"""What a quality mark says of source and geography, in words. Pure."""

LOCAL_RETURN = "local return"
"""What stands beside every figure that is no official one."""
QUALITY_SOURCE = {
    "official statistics": "official statistics",
    "audit": "a clinical audit",
    LOCAL_RETURN: f"a {LOCAL_RETURN}",
}
GEOGRAPHY = {
    "exact": "published for each of the nine Places",
    "joint": "published for seven Places and for Cheshire East and West together",
    "proxy": "not published for Places; a near neighbour stands in",
    "none": "not published for Places",
}
