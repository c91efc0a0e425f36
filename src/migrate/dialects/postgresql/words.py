"""PostgreSQL's words, as data: keywords, built-in types, default operator classes.

Sources: `pg_get_keywords()`, `pg_type` and `pg_opclass` of PostgreSQL 15. A word that is missing here costs a question
to the server, never a wrong answer.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KEYWORDS = _words(
    """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast
    char character check coalesce collate collation column concurrently constraint create cross current_catalog
    current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable
    desc distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group
    grouping having ilike in initially inner inout int integer intersect interval into is isnull join lateral leading
    least left like limit localtime localtimestamp merge_action national natural nchar none normalize not notnull null
    nullif numeric offset on only or order out outer overlaps overlay placing position precision primary real references
    returning right row select session_user setof similar smallint some substring symmetric system_user table
    tablesample then time timestamp to trailing treat trim true union unique user using values varchar variadic verbose
    when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
    xmlserialize xmltable
    """
)
"""Words that mean something else when they are not quoted; the unreserved keywords do not."""

BUILTIN_TYPES = _words(
    """
    aclitem bigint bit bool boolean box bpchar bytea char character cid cidr circle date datemultirange daterange
    decimal float float4 float8 gtsvector inet int int2 int4 int4multirange int4range int8 int8multirange int8range
    integer interval json jsonb jsonpath line lseg macaddr macaddr8 money name numeric nummultirange numrange oid path
    pg_lsn pg_node_tree pg_snapshot point polygon real refcursor regclass regcollation regconfig regdictionary
    regnamespace regoper regoperator regproc regprocedure regrole regtype smallint text tid time timestamp timestamptz
    timetz tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot uuid varbit varchar xid xid8 xml
    """
)
"""Names of types in pg_catalog, and of their synonyms that are one word."""

_SORTABLE = """
    array_ops bool_ops bpchar_ops bytea_ops char_ops date_ops enum_ops float4_ops float8_ops inet_ops int2_ops int4_ops
    int8_ops interval_ops jsonb_ops macaddr8_ops macaddr_ops multirange_ops name_ops numeric_ops oid_ops oidvector_ops
    pg_lsn_ops range_ops record_ops text_ops tid_ops time_ops timestamp_ops timestamptz_ops timetz_ops uuid_ops xid8_ops
    """
DEFAULT_OPCLASSES = {
    "btree": _words(f"{_SORTABLE} bit_ops money_ops tsquery_ops tsvector_ops varbit_ops"),
    "hash": _words(f"{_SORTABLE} aclitem_ops cid_ops xid_ops"),
    "gin": _words("array_ops jsonb_ops tsvector_ops"),
    "gist": _words("box_ops circle_ops multirange_ops point_ops poly_ops range_ops tsquery_ops tsvector_ops"),
    "spgist": _words("box_ops inet_ops poly_ops quad_point_ops range_ops text_ops"),
    "brin": _words(
        """
        bit_minmax_ops box_inclusion_ops bpchar_minmax_ops bytea_minmax_ops char_minmax_ops date_minmax_ops
        float4_minmax_ops float8_minmax_ops inet_inclusion_ops int2_minmax_ops int4_minmax_ops int8_minmax_ops
        interval_minmax_ops macaddr8_minmax_ops macaddr_minmax_ops name_minmax_ops numeric_minmax_ops oid_minmax_ops
        pg_lsn_minmax_ops range_inclusion_ops text_minmax_ops tid_minmax_ops time_minmax_ops timestamp_minmax_ops
        timestamptz_minmax_ops timetz_minmax_ops uuid_minmax_ops varbit_minmax_ops
        """
    ),
}
"""Index method → the operator classes that are what an index takes when none is written."""
