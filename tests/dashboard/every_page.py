"""Every page there is, with an example of what stands in its address: a new page is tested by being there."""

import re

import dash

from dashboard import pages

# What a page may have in its path, with an example that exists.
EXAMPLES = {
    "indicator_id": "dementia-diagnosis-rate",
    "key": "jfp-dementia-66-7",
    "slug": "halton",
}
NAMES = sorted(pages.names())


def path_of(name: str, **instead: str) -> str:
    """Return the path of the page of a module, at an example or at what is given `instead`."""
    held = dash.page_registry[f"dashboard.pages.{name}"]
    template = held.get("path_template") or held["path"]
    return re.sub(r"<(\w+)>", lambda found: (EXAMPLES | instead)[found[1]], template)


def variable_of(name: str) -> str:
    """Return what stands in the path of a page: the name of its variable, or ""."""
    template = dash.page_registry[f"dashboard.pages.{name}"].get("path_template") or ""
    found = re.search(r"<(\w+)>", template)
    return found[1] if found else ""
