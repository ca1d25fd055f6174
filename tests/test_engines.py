"""The fixtures that every test of the store and of the pages stands on."""

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine, inspect, text

from data.store.migrate import newest_version, store_version


def test_a_store_is_migrated_when_a_test_gets_it(engine: Engine) -> None:
    assert store_version(engine) == newest_version()


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_one_test_writes_no_other_test_sees(engine: Engine, time: str) -> None:
    assert "example" not in inspect(engine).get_table_names()
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE example (id integer)"))


def test_the_system_browser_draws_a_page(page: Page) -> None:
    page.set_content("<h1>Drawn</h1>")
    assert page.get_by_role("heading").inner_text() == "Drawn"
