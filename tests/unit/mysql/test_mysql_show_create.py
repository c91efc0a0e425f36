"""SHOW CREATE TABLE read back: every clause, from both servers."""

from __future__ import annotations

from migrate.dialects.mysql.show_create import checks_of, columns_of

MARIADB = r"""CREATE TABLE `t` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `a``b` varchar(10) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'a, (b'
    COMMENT 'c, \' d' CHECK (`a` <> ')'),
  `j` longtext DEFAULT NULL CHECK (json_valid(`j`)),
  `hidden` int(10) unsigned zerofill INVISIBLE DEFAULT -3,
  `ts` timestamp(6) NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
  `g` int(11) GENERATED ALWAYS AS (`id` + (1)) STORED COMMENT 'g',
  `e` enum('a','b,c') DEFAULT concat('a','b'),
  `x` int(11) DEFAULT (1 + 2),
  PRIMARY KEY (`id`),
  KEY `k` (`x`),
  CONSTRAINT `ck` CHECK (`x` > 0 and (`x` < 5))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci COMMENT='t'"""

MYSQL = r"""CREATE TABLE `t` (
  `id` int NOT NULL,
  `g` int GENERATED ALWAYS AS ((`id` + 1)) VIRTUAL NOT NULL,
  `h` int DEFAULT '3' /*!80023 INVISIBLE */,
  `p` point NOT NULL /*!80003 SRID 0 */,
  `d` varchar(9) DEFAULT (concat(_utf8mb4'a',_utf8mb4'b')) COMMENT 'x',
  CONSTRAINT `ck` CHECK ((`id` > 0))
) ENGINE=InnoDB"""


def test_mariadb_columns_are_read_clause_by_clause() -> None:
    rendered = {name: spec.render() for name, spec in columns_of(MARIADB).items()}
    assert rendered == {
        "id": "int(11) NOT NULL AUTO_INCREMENT",
        "a`b": r"varchar(10) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'a, (b' COMMENT 'c, \' d' "
        "CHECK (`a` <> ')')",
        "j": "longtext NULL DEFAULT NULL CHECK (json_valid(`j`))",
        "hidden": "int(10) unsigned zerofill NULL INVISIBLE DEFAULT -3",
        "ts": "timestamp(6) NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6)",
        "g": "int(11) GENERATED ALWAYS AS (`id` + (1)) STORED COMMENT 'g'",
        "e": "enum('a','b,c') NULL DEFAULT concat('a','b')",
        "x": "int(11) NULL DEFAULT (1 + 2)",
    }
    assert checks_of(MARIADB) == {"ck": "(`x` > 0 and (`x` < 5))"}


def test_mysql_columns_are_read_clause_by_clause() -> None:
    rendered = {name: spec.render() for name, spec in columns_of(MYSQL).items()}
    assert rendered == {
        "id": "int NOT NULL",
        "g": "int GENERATED ALWAYS AS ((`id` + 1)) VIRTUAL NOT NULL",
        "h": "int NULL INVISIBLE DEFAULT '3'",
        "p": "point SRID 0 NOT NULL",
        "d": "varchar(9) NULL DEFAULT (concat(_utf8mb4'a',_utf8mb4'b')) COMMENT 'x'",
    }
    assert checks_of(MYSQL) == {"ck": "((`id` > 0))"}
