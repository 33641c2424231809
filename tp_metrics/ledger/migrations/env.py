"""What Alembic runs to take the steps, on a connection that `upgrades` hands it."""

from __future__ import annotations

from alembic import context


def run() -> None:
    """Take the steps within the transaction of the connection."""
    context.configure(connection=context.config.attributes["connection"])
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":  # the name under which Alembic runs this file; to import it does nothing
    run()
