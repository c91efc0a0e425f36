"""A schema of MySQL and MariaDB is a database; what is said of one that is not there."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..errors import OperationError
from .impl import DefaultImpl

UNKNOWN_DATABASE = 1049


class KnownDatabases(DefaultImpl):
    """Tells of a database that a statement names and the server does not have."""

    def _exec(self, *args: Any, **kw: Any) -> Any:
        """Run one statement, see `DefaultImpl._exec`; raises OperationError where its schema is missing."""
        try:
            return super()._exec(*args, **kw)
        except sa.exc.DBAPIError as error:
            code, *rest = getattr(error.orig, "args", None) or (None,)
            if code != UNKNOWN_DATABASE:
                raise
            raise OperationError(
                f"the server says {' '.join(map(str, rest))}: a schema is a database here, and it is not there",
                hint="create it before, with op.create_schema() in the script or CREATE DATABASE by hand",
            ) from error
