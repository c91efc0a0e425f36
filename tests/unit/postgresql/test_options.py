"""Options of tables as ALTER TABLE changes them."""

from __future__ import annotations

import pytest

from migrate.dialects.postgresql.options import option_actions
from migrate.errors import UnsupportedError
from migrate.operations.ops import AlterTableOptionsOp
from migrate.plan.hazards import find_hazards


def test_what_is_no_longer_said_is_reset() -> None:
    options = {"postgresql_with": {"fillfactor": 80}}
    existing = {"postgresql_with": {"fillfactor": 70, "autovacuum_enabled": "false"}}
    found = list(option_actions("t", options, existing, str))
    assert found == ["SET (fillfactor = 80)", "RESET (autovacuum_enabled)"]


def test_the_default_has_a_name_of_its_own() -> None:
    options = {"prefixes": None, "postgresql_tablespace": None, "postgresql_using": None, "postgresql_inherits": None}
    found = list(option_actions("t", options, {"postgresql_inherits": ["p"]}, str))
    assert found == ["NO INHERIT p", "SET TABLESPACE pg_default", "SET ACCESS METHOD heap", "SET LOGGED"]


def test_another_partition_key_is_a_hazard_and_refused_with_what_to_do() -> None:
    op = AlterTableOptionsOp("t", {"postgresql_partition_by": "RANGE (id)"}, existing={"postgresql_partition_by": None})
    assert [hazard.code for hazard in find_hazards([op])] == ["partition-key"]
    with pytest.raises(UnsupportedError, match="'t' is partitioned by nothing and cannot become partitioned by RANGE"):
        list(option_actions("t", op.options, op.existing or {}, str))
