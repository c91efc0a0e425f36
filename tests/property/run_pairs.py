"""Run many random pairs of models on one database and print how many close and reverse.

    python -m tests.property.run_pairs --dialect postgresql --pairs 300 --seed 1

The same seed gives the same pairs. Failures are written as case files, with the error, into a folder on request.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path
from random import Random

from tests.databases import REQUIRED, Scratch, Servers
from tests.property.draw import draw_pair
from tests.property.models import shuffled, source
from tests.property.pairs import as_case, prove_pair


def main() -> int:
    """Run the pairs; return 1 when any of them fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dialect", choices=(*REQUIRED, "sqlite"), required=True)
    parser.add_argument("--pairs", type=int, default=300, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first pair; the others follow")
    parser.add_argument("--failures", type=Path, help="folder to write the failing pairs into")
    args = parser.parse_args()
    server = Servers(os.environ).get(args.dialect)
    if server is None:
        parser.error(f"there is no {args.dialect} server here")
    scratch = Scratch(server, Path(tempfile.mkdtemp()))
    start, failed = time.monotonic(), []
    try:
        for seed in range(args.seed, args.seed + args.pairs):
            random = Random(seed)
            before, after = draw_pair(random, args.dialect)
            other = source(shuffled(after, random), args.dialect, before)
            try:
                prove_pair(as_case(before, after, args.dialect), scratch, [other])
            except Exception as failure:
                failed.append(seed)
                line = str(failure).strip().splitlines() or [type(failure).__name__]
                print(f"seed {seed}: {type(failure).__name__}: {line[0][:160]}", flush=True)
                if args.failures:
                    args.failures.mkdir(parents=True, exist_ok=True)
                    (args.failures / f"{args.dialect}-{seed}.txt").write_text(
                        "".join(traceback.format_exception(failure))
                    )
    finally:
        scratch.drop()
    closed = args.pairs - len(failed)
    print(
        f"{args.dialect}: {closed} of {args.pairs} pairs close and reverse ({closed / args.pairs:.1%}), "
        f"seeds {args.seed} to {args.seed + args.pairs - 1}, {time.monotonic() - start:.0f} s"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
