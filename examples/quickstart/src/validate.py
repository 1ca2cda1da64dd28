"""Measures whether the raw data is fit for training. The gates in the pipeline file decide; this only counts."""

import csv
import json
import sys
from pathlib import Path

SOURCE = Path("work/raw.csv")
TARGET = Path("work/validation.json")
COLUMNS = [
    "species",
    "island",
    "beak_length_mm",
    "beak_depth_mm",
    "flipper_length_mm",
    "body_mass_g",
    "sex",
]
# What no grown penguin of these species has ever left.
RANGES = {
    "beak_length_mm": (25, 70),
    "beak_depth_mm": (10, 25),
    "flipper_length_mm": (150, 250),
    "body_mass_g": (2000, 7500),
}


def is_missing(text):
    return text in ("", ".")


def is_out_of_range(column, text):
    low, high = RANGES[column]
    return not is_missing(text) and not low <= float(text) <= high


def main():
    with SOURCE.open(newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != COLUMNS:
            sys.exit(f"{SOURCE} has the columns {reader.fieldnames}, expected {COLUMNS}")
        rows = list(reader)

    cells = [row[column] for row in rows for column in COLUMNS]
    metrics = {
        "rows": len(rows),
        "species": len({row["species"] for row in rows}),
        "null_share": sum(map(is_missing, cells)) / len(cells),
        "out_of_range": sum(is_out_of_range(column, row[column]) for row in rows for column in RANGES),
    }
    TARGET.write_text(json.dumps(metrics, indent=2) + "\n")
    print(json.dumps(metrics))


if __name__ == "__main__":
    main()
