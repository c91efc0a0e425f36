"""Draw docs/img/preview.svg: what `migrate diff` shows when the bookshop's models have changed.

`python docs/picture.py [another-file.svg]`
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import sqlalchemy as sa
from rich.console import Console
from rich.text import Text

from migrate.autogenerate.api import make_plan
from migrate.migration import MigrationContext
from migrate.renderers.preview import print_plan

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "img" / "preview.svg"
WIDTH = 96


def main() -> None:
    """Compare the bookshop's second models with a database of its first ones, and draw the preview."""
    sys.path.insert(0, str(ROOT / "examples" / "bookshop"))
    from bookshop import models, models_next

    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        models.Base.metadata.create_all(connection)
        options = {"target_metadata": models_next.Base.metadata}
        plan = make_plan(MigrationContext.configure(connection, opts=options))
    shown = io.StringIO()
    print_plan(plan, file=shown, color=True, width=WIDTH)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi("$ migrate diff\n" + shown.getvalue().rstrip()))
    picture = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    picture.write_text(console.export_svg(title="bookshop", unique_id="preview"), "utf-8")
    print(f"drawn: {picture}")


if __name__ == "__main__":
    main()
