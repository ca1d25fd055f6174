"""Alembic's entry: the connection is always handed in by data.store.migrate."""

from alembic import context

from data.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
