"""Measure, and write down what was found: `python -m bench [--only memory,…] [--rounds N] [--out DIR] [--docs]`."""
# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import argparse
import gc
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import cold, durable, growth, ledger, peers, report, same, sizes, whole
from bench.measure import Section, not_measured
from bench.page import PAGE, on_the_page

SECTIONS: Mapping[str, Callable[[int], Section]] = {
    "same": same.measure,
    "cold": cold.measure,
    "whole": whole.measure,
    "growth": growth.measure,
    "ledger": ledger.measure,
    "import": sizes.measure_import,
    "size": sizes.measure_size,
    "peers": peers.measure,
    "durable": durable.measure,
}
PICTURE = "performance-growth.svg"


def main() -> None:
    """Measure the sections that are asked for, in order."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", default=",".join(SECTIONS), help="the sections to measure")
    parser.add_argument("--rounds", type=int, default=15, help="how often each is measured")
    parser.add_argument("--out", type=Path, default=Path("build/bench"), help="where the results land")
    parser.add_argument("--docs", action="store_true", help="write the page of the documentation as well")
    given = parser.parse_args()
    asked = given.only.split(",")
    if unknown := set(asked) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    if given.docs and set(asked) != set(SECTIONS):
        parser.error("the page shows one run of all sections: leave out --only")
    found, failed = list[Section](), False
    for name in asked:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        gc.collect()
        try:
            found.append(SECTIONS[name](given.rounds))
        except Exception as error:  # noqa: BLE001 - what was measured before it is not thrown away
            traceback.print_exc()
            rows = (not_measured(f"the section {name}", "", error),)
            found.append(Section(name=name, title=name.capitalize(), rows=rows))
            failed = True
    given.out.mkdir(parents=True, exist_ok=True)
    measured = report.markdown(found, given.rounds)
    (given.out / "results.md").write_text(measured, encoding="utf-8")
    (given.out / "results.json").write_text(report.plain(found, given.rounds), encoding="utf-8")
    for section in found:
        if any(row.series for row in section.rows):
            report.growth(section, given.out / PICTURE)
            if given.docs and not failed:
                report.growth(section, PAGE.with_name(PICTURE))
    if given.docs and not failed:
        on_the_page("measured", measured)
    print(measured)
    sys.stdout.flush()
    os._exit(int(failed))  # a peer leaves threads behind


if __name__ == "__main__":
    main()
