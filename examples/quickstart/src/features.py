"""Turns raw rows into numbers, and splits them into what is learned from, what steers learning, and what is judged by."""

import csv
import json
import random
from pathlib import Path

SOURCE = Path("work/raw.csv")
TARGET = Path("work/features")
SPECIES = ["Adelie", "Chinstrap", "Gentoo"]
# Three lengths that anyone can take; the island would give the species away.
MEASURES = ["beak_length_mm", "beak_depth_mm", "flipper_length_mm"]
SPLIT = {"train": 0.6, "validation": 0.2, "test": 0.2}
SEED = 7


def read_rows():
    """The penguins that were measured, each with its row in the data: in every run it is known by that."""
    with SOURCE.open(newline="") as file:
        rows = [{**row, "id": number} for number, row in enumerate(csv.DictReader(file), start=1)]
    return [row for row in rows if all(row[name] for name in MEASURES)]


def split_rows(rows):
    """Shuffles and splits within each species, so that every part has its share of each."""
    chance = random.Random(SEED)
    parts = {name: [] for name in SPLIT}
    for species in SPECIES:
        same = [row for row in rows if row["species"] == species]
        chance.shuffle(same)
        first = round(len(same) * SPLIT["train"])
        second = first + round(len(same) * SPLIT["validation"])
        parts["train"] += same[:first]
        parts["validation"] += same[first:second]
        parts["test"] += same[second:]
    return parts


def scale_of(rows):
    """Mean and spread of each measure. Of the training rows only: the others must stay unseen."""
    scale = {}
    for name in MEASURES:
        values = [float(row[name]) for row in rows]
        mean = sum(values) / len(values)
        spread = (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5
        scale[name] = {"mean": mean, "spread": spread}
    return scale


def features_of(row, scale):
    return [(float(row[name]) - scale[name]["mean"]) / scale[name]["spread"] for name in MEASURES]


def main():
    parts = split_rows(read_rows())
    scale = scale_of(parts["train"])
    TARGET.mkdir(parents=True, exist_ok=True)
    for part, rows in parts.items():
        with (TARGET / f"{part}.csv").open("w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["id", *MEASURES, "species"])
            for row in rows:
                values = [f"{value:.6f}" for value in features_of(row, scale)]
                table.writerow([row["id"], *values, SPECIES.index(row["species"])])
    # All that is needed to prepare a new penguin in the same way.
    recipe = {"classes": SPECIES, "scale": scale}
    (TARGET / "recipe.json").write_text(json.dumps(recipe, indent=2) + "\n")
    print(", ".join(f"{len(rows)} rows to {part}" for part, rows in parts.items()))


if __name__ == "__main__":
    main()
