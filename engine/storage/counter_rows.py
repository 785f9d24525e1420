"""SQL over the counters that serial numbers are taken from."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite

from engine.storage.database import Transaction
from engine.storage.system_tables import fw_counter as counter


def take(tx: Transaction, app: str, form: str, field: str, period: str, count: int = 1) -> int:
    """The first of `count` numbers that nobody else gets; they are gone even if the record is deleted later.

    One statement: the row stays locked until the transaction ends, so that two writers never see the same number.
    """
    insert_into = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    taken = (
        insert_into(counter)
        .values(app=app, form=form, field=field, period=period, value=count)
        .on_conflict_do_update(
            index_elements=["app", "form", "field", "period"], set_={"value": counter.c.value + count}
        )
        .returning(counter.c.value)
    )
    return int(tx.connection.execute(taken).scalar_one()) - count + 1


def raise_to(tx: Transaction, app: str, form: str, field: str, period: str, least: int) -> None:
    """Numbers given from outside (sample data, an import) are not given again."""
    insert_into = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    tx.connection.execute(
        insert_into(counter)
        .values(app=app, form=form, field=field, period=period, value=least)
        .on_conflict_do_update(
            index_elements=["app", "form", "field", "period"], set_={"value": least}, where=counter.c.value < least
        )
    )
