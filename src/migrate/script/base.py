"""`ScriptDirectory`: the folder with `env.py`, `script.py.mako` and the revision files, and what can be asked of it."""

from __future__ import annotations

import os.path
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from ..compat import alembic_alias
from ..errors import ConfigError, RevisionError, ScriptError
from ..project import put_on_sys_path
from ..settings import is_true
from . import traverse
from .errors import LostRevision
from .files import compiled, located, read_headers, run_module
from .identifiers import RevisionIds, as_tuple
from .revision import RevisionMap, tuple_rev_as_scalar
from .script import Script

if TYPE_CHECKING:
    from pathlib import Path

    from ..config import Config
    from ..runtime.steps import RevisionStep, StampStep

__all__ = ["Script", "ScriptDirectory"]

FILE_TEMPLATE = "%(rev)s_%(slug)s"
SLUG_LENGTH = 40


class ScriptDirectory:
    """The scripts of one environment. No revision file is run before one of its steps is.

    Ids, wherever a method takes one, are what `migrate.script.resolve` describes.
    """

    def __init__(
        self,
        dir: str | Path,
        file_template: str = FILE_TEMPLATE,
        truncate_slug_length: int | None = SLUG_LENGTH,
        version_locations: Sequence[str | Path] | None = None,
        sourceless: bool = False,
        output_encoding: str = "utf-8",
        timezone: str | None = None,
        hooks: Sequence[Mapping[str, Any]] = (),
        recursive_version_locations: bool = False,
        messaging_opts: Mapping[str, Any] | None = None,
    ) -> None:
        self.dir = located(dir)
        self.file_template = file_template
        self.truncate_slug_length = truncate_slug_length or SLUG_LENGTH
        self.version_locations = [located(place) for place in version_locations or ()]
        self.sourceless = sourceless
        self.output_encoding = output_encoding
        self.timezone = timezone
        self.hooks = list(hooks)
        self.recursive_version_locations = recursive_version_locations
        self.messaging_opts = dict(messaging_opts or {})
        self.revision_index = False
        """Whether large folders have an index of what their files say; a configuration turns it on by default."""
        self.config: Config | None = None
        self.revision_map = RevisionMap(self._scripts)
        if not os.path.isdir(self.dir):
            raise ConfigError(
                f"script_location {self.dir} {'is not a folder' if os.path.exists(self.dir) else 'does not exist'}",
                hint="make it with `migrate init`, or correct script_location in the configuration",
            )

    @classmethod
    def from_config(cls, config: Config) -> ScriptDirectory:
        """Return the script directory that the configuration names; its `prepend_sys_path` takes effect too.

        Raises ConfigError for settings that cannot be.
        """
        config.check_names()
        location = config.get_alembic_option("script_location")
        if not location:
            raise ConfigError(
                f"{config.source} has no script_location",
                hint="`migrate init` writes a configuration; `migrate -c <file>` uses one from elsewhere",
            )
        put_on_sys_path(config.get_prepend_sys_paths_list())
        directory = cls(
            location,
            file_template=_text(config, "file_template", FILE_TEMPLATE),
            truncate_slug_length=_number(config, "truncate_slug_length"),
            version_locations=config.get_version_locations_list(),
            sourceless=config.get_alembic_boolean_option("sourceless"),
            output_encoding=_text(config, "output_encoding", "utf-8"),
            timezone=_text(config, "timezone") or None,
            hooks=config.get_hooks_list(),
            recursive_version_locations=config.get_alembic_boolean_option("recursive_version_locations"),
            messaging_opts=config.messaging_opts,
        )
        directory.revision_index = is_true("revision_index", config.get_alembic_option("revision_index", True))
        directory.config = config
        return directory

    # -- the folder ----------------------------------------------------------------------------------------

    @property
    def version_folders(self) -> list[str]:
        """The folders that hold revision files: `version_locations`, or `versions` in the script directory."""
        return self.version_locations or [os.path.join(self.dir, "versions")]

    @property
    def versions(self) -> str:
        """The one folder that holds revision files; raises ConfigError where there are several."""
        if len(self.version_folders) > 1:
            raise ConfigError(f"there are several version_locations: {', '.join(self.version_folders)}")
        return self.version_folders[0]

    @property
    def env_py_location(self) -> str:
        """The path of `env.py`, whether it exists or not."""
        return os.path.join(self.dir, "env.py")

    def run_env(self, names: Mapping[str, Any] | None = None) -> None:
        """Run `env.py`, or, where the script directory has none, the built-in environment.

        While it runs, and with it the revision scripts, `import alembic` gives this package. `names` are there when
        env.py begins to run.
        """
        path = self.env_py_location
        with alembic_alias():
            if os.path.exists(path):
                from ..runtime import plugins

                plugins.load_plugins(plugins.GROUPS)
                with _explaining_loops():
                    run_module(compiled(path), path, names)
            else:
                from ..runtime import default_env, plugins

                plugins.load_plugins()
                default_env.run()

    def _scripts(self) -> Iterator[Script]:
        headers = read_headers(
            self.version_folders,
            recursive=self.recursive_version_locations,
            sourceless=self.sourceless,
            indexed=self.revision_index,
        )
        for path, header in headers:
            yield Script(None, header.revision, path, header=header)

    # -- questions -----------------------------------------------------------------------------------------

    def walk_revisions(self, base: str = "base", head: str = "heads") -> Iterator[Script]:
        """Return the scripts from `head` down to `base`, with both."""
        return self.iterate_revisions(head, base, inclusive=True)

    def iterate_revisions(self, upper: RevisionIds, lower: RevisionIds, **kw: Any) -> Iterator[Script]:
        """Return the scripts from `upper` down to `lower`; see `RevisionMap.iterate_revisions`."""
        return cast("Iterator[Script]", self.revision_map.iterate_revisions(upper, lower, **kw))

    def get_revision(self, id_: RevisionIds) -> Script | None:
        """Return the one script that `id_` names, None for `base`."""
        return cast("Script | None", self.revision_map.get_revision(id_))

    def get_revisions(self, id_: RevisionIds) -> tuple[Script, ...]:
        """Return the scripts that `id_` names."""
        return cast("tuple[Script, ...]", self.revision_map.get_revisions(id_))

    def get_all_current(self, id_: RevisionIds) -> set[Script]:
        """Return the newest applied script of every branch, when `id_` are the rows of the version table.

        A branch that another depends on has no row of its own, and is here nevertheless.
        """
        graph = self.revision_map.graph
        with self._tracing_lost():
            applied = graph.ancestors(traverse.applied_rows(graph, id_))
        newest = sorted(one for one in applied if not applied.intersection(graph.children[one]))
        return set(self.get_revisions(newest))

    def as_revision_number(self, id_: RevisionIds) -> str | tuple[str, ...] | None:
        """Return the full id that `id_` names, None for `base`, a tuple for `heads` or several."""
        ids = tuple(script.revision for script in self.get_revisions(id_))
        several = isinstance(id_, str) and id_.endswith("heads")
        return (ids or None) if several else tuple_rev_as_scalar(ids)

    def get_current_head(self) -> str | None:
        """Return the head, None where there is no revision; raises MultipleHeads."""
        return self.revision_map.get_current_head()

    def get_heads(self, consider_depends_on: bool = False) -> list[str]:
        """Return all heads, sorted; with `consider_depends_on`, only those that nothing depends on."""
        graph = self.revision_map
        return list(graph.effective_heads if consider_depends_on else graph.heads)

    def get_base(self) -> str | None:
        """Return the base, None where there is no revision; raises RevisionError for several."""
        bases = self.get_bases()
        if len(bases) > 1:
            raise RevisionError(f"The script directory has multiple bases: {', '.join(bases)}", hint="use get_bases()")
        return bases[0] if bases else None

    def get_bases(self) -> list[str]:
        """Return all bases, sorted."""
        return list(self.revision_map.bases)

    # -- steps ---------------------------------------------------------------------------------------------

    def upgrade_steps(self, destination: RevisionIds, current: RevisionIds) -> list[RevisionStep]:
        """Return the steps from the rows `current` up to `destination`, in the order to take them.

        Every script in them is loaded now: one that is broken is found before the first one runs.
        """
        with self._tracing_lost():
            path = traverse.upgrade_path(self.revision_map.graph, destination, current)
        return self._steps(path, True)

    def downgrade_steps(self, destination: RevisionIds, current: RevisionIds) -> list[RevisionStep]:
        """Return the steps from the rows `current` down to `destination`, in the order to take them."""
        with self._tracing_lost():
            path = traverse.downgrade_path(self.revision_map.graph, destination, current)
        return self._steps(path, False)

    def stamp_steps(self, destination: RevisionIds, current: RevisionIds) -> list[StampStep]:
        """Return the steps that make the rows `current` say `destination`, running nothing."""
        from ..runtime.steps import StampStep

        with self._tracing_lost():
            moves = traverse.stamp_moves(self.revision_map.graph, destination, current)
        return [
            StampStep(move.gone, move.new, move.is_upgrade, move.is_branch_move, self.revision_map) for move in moves
        ]

    # Names that published recipes for `EnvironmentContext(fn=…)` call.
    _upgrade_revs = upgrade_steps
    _downgrade_revs = downgrade_steps
    _stamp_revs = stamp_steps

    @contextmanager
    def _tracing_lost(self) -> Iterator[None]:
        """Let the error about a revision that no file has say where the file was found."""
        try:
            yield
        except LostRevision as error:
            from .lost import trace

            known = self.revision_map.graph.revisions
            for revision in error.missing:
                if found := trace(revision, known, self.version_folders):
                    error.found(f"revision {revision}: {found.where}", found.ancestor)
            raise

    def _steps(self, ids: Iterable[str], is_upgrade: bool) -> list[RevisionStep]:
        from ..runtime.steps import RevisionStep

        scripts = self.get_revisions(tuple(ids))
        function = "upgrade" if is_upgrade else "downgrade"
        for script in scripts:
            if not callable(getattr(script.module, function, None)):
                raise ScriptError(f"{script.path} has no {function}()", hint=f"add `def {function}() -> None:` to it")
        return [RevisionStep(self.revision_map, script, is_upgrade) for script in scripts]

    # -- writing -------------------------------------------------------------------------------------------

    def generate_revision(
        self,
        revid: str,
        message: str | None,
        head: RevisionIds = None,
        splice: bool | None = False,
        branch_labels: RevisionIds = None,
        version_path: str | Path | None = None,
        file_template: str | None = None,
        depends_on: RevisionIds = None,
        format_source: Callable[[str, Path], str] | None = None,
        **kw: Any,
    ) -> Script:
        """Write a revision file that comes after `head`, run the post-write hooks on it, and return its Script.

        `head` must be a head unless `splice`; by default it is the only one. `format_source(text, path)` returns
        the text as it is to be written. `kw` are more names for the template, such as `upgrades`, `downgrades` and
        `imports`. Raises before anything is written, except for a hook.
        """
        from .create import create_revision

        return create_revision(
            self,
            revid,
            message,
            head="head" if head is None else head,
            splice=bool(splice),
            labels=as_tuple(branch_labels),
            version_path=version_path,
            file_template=file_template or self.file_template,
            depends_on=depends_on,
            format_source=format_source,
            names=kw,
        )


@contextmanager
def _explaining_loops() -> Iterator[None]:
    """Add to what asyncio says in an env.py that starts a loop where one is running what the caller can do."""
    try:
        yield
    except RuntimeError as error:
        if "running event loop" in str(error):
            error.add_note(
                "env.py starts an event loop, and the command was called where one is running: call it with "
                'asyncio.to_thread(), or lend it a connection: config.attributes["connection"] inside run_sync().'
            )
        raise


def _number(config: Config, name: str) -> int | None:
    value = config.get_alembic_option(name)
    if value in (None, ""):
        return None
    if not str(value).isdecimal():
        raise ConfigError(f"{name} = {value!r} is not a number of characters", hint="write one such as 40")
    return int(value)


def _text(config: Config, name: str, default: str = "") -> str:
    """Return a setting that is one text, `default` where it is absent or empty."""
    value = config.get_alembic_option(name)
    if value and not isinstance(value, str):
        raise ConfigError(f"{name} = {value!r} is not a text", hint="put it in quotes")
    return value or default
