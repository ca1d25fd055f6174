"""Whom a target is set for, in words: the one table of scopes. Pure."""

SET_FOR = {
    "C&M total": "for Cheshire and Merseyside as a whole",
    "every Place": "for every Place",
    "one Place": "for one Place",
    "every trust": "for every hospital trust",
    "national": "for England as a whole",
}
NAMES = {
    "C&M total": "Cheshire and Merseyside",
    "every Place": "every Place",
    "every trust": "every hospital trust",
    "national": "England",
}
SHORT_NAMES = NAMES | {"C&M total": "C&M", "every trust": "every trust"}
