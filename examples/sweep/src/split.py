"""Puts a fifth of the tumours aside as a test, and deals the rest out into shards of about the wanted size."""

import argparse
import csv
import json
import os
import random
from pathlib import Path

from table import write_table

SOURCE = Path("data/breast_cancer.csv")
SHARDS = Path("work/shards")
TEST = Path("work/test.csv")
TEST_SHARE = 0.2
SEED = 3
MEASURES = [
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave_points",
    "symmetry",
    "fractal_dimension",
]
NAMES = [f"{kind}_{measure}" for kind in ("mean", "error", "worst") for measure in MEASURES]


def read_rows():
    """The original's first line holds counts, its last column 0 for malignant; here 1 is what one looks for."""
    with SOURCE.open(newline="") as file:
        _, *rows = list(csv.reader(file))
    return [[*row[:-1], 1 - int(row[-1])] for row in rows]


def set_output(name, value):
    """Hands a value on to later steps (as `name=value` lines); by hand there is nobody to hand it to."""
    file = os.environ.get("MLPIPELINES_OUTPUT")
    if file:
        with open(file, "a") as outputs:
            outputs.write(f"{name}={json.dumps(value)}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows-per-shard", type=int, default=90)
    arguments = parser.parse_args()

    rows = read_rows()
    random.Random(SEED).shuffle(rows)
    held_back = round(len(rows) * TEST_SHARE)
    test, rest = rows[:held_back], rows[held_back:]
    count = max(2, round(len(rest) / arguments.rows_per_shard))

    SHARDS.mkdir(parents=True, exist_ok=True)
    write_table(TEST, [*NAMES, "malignant"], test)
    names = [f"shard-{number}" for number in range(count)]
    for number, name in enumerate(names):
        write_table(SHARDS / f"{name}.csv", [*NAMES, "malignant"], rest[number::count])
    set_output("names", names)
    print(f"{len(test)} rows to test, {len(rest)} rows in {count} shards")


if __name__ == "__main__":
    main()
