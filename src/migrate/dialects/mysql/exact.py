"""What the server shows of a table, with every byte of it.

SHOW CREATE TABLE has the default of a BINARY column as the bytes they are, which need not be UTF-8. A driver that reads
them as text fails then, and its connection with it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from .normalize import decode
from .show_create import ColumnSpec

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

NO_TEXT = re.compile("[\udc80-\udcff]")
"""A byte that was no UTF-8, as Python's "surrogateescape" has it."""


def show_create(connection: Connection, quoted: str) -> str:
    """Return SHOW CREATE TABLE of a table, given as SQL; bytes that are no text come as lone surrogates.

    Of PyMySQL it is read as Latin-1, which has a character for each byte; any other driver reads it by itself.
    """
    statement = f"SHOW CREATE TABLE {quoted}"
    raw = {"no_parameters": True}
    if connection.dialect.driver != "pymysql":
        return str(connection.exec_driver_sql(statement, execution_options=raw).one()[1])
    driver = connection.connection.dbapi_connection
    encoding = driver.encoding  # type: ignore[union-attr]  # an attribute of PyMySQL's connections
    driver.encoding = "latin-1"  # type: ignore[union-attr]
    try:
        bytewise = statement.encode(encoding).decode("latin-1")
        shown = str(connection.exec_driver_sql(bytewise, execution_options=raw).one()[1])
    finally:
        driver.encoding = encoding  # type: ignore[union-attr]
    return shown.encode("latin-1").decode(encoding, "surrogateescape")


def with_bytes(spec: ColumnSpec) -> ColumnSpec:
    """Return a column whose default, where that is no text, is written as `x'00ff'`."""
    if spec.default is None or not NO_TEXT.search(spec.default):
        return spec
    return replace(spec, default=f"x'{decode(spec.default).encode('utf-8', 'surrogateescape').hex()}'")
