"""A small model in plain Python, and what training, judging and watching it share."""

import csv
import math

SPECIES = ["Adelie", "Chinstrap", "Gentoo"]
MEASURES = ["beak_length_mm", "beak_depth_mm", "flipper_length_mm"]
BINS = 5


def read_rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path, rows):
    with open(path, "w", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys())
        table.writeheader()
        table.writerows(rows)


def fit(rows):
    """How each measure is spread within a species, and, to notice drift later, over what was measured last."""
    species = {}
    for name in SPECIES:
        same = [row for row in rows if row["species"] == name]
        species[name] = {
            "share": len(same) / len(rows),
            "measures": {measure: spread_of([float(row[measure]) for row in same]) for measure in MEASURES},
        }
    lately = [row for row in rows if row["id"].startswith("newest-")]
    bounds = {measure: bounds_of(sorted(float(row[measure]) for row in lately)) for measure in MEASURES}
    return {"species": species, "bounds": bounds}


def spread_of(values):
    mean = sum(values) / len(values)
    return {"mean": mean, "spread": max(0.5, math.sqrt(sum((value - mean) ** 2 for value in values) / len(values)))}


def bounds_of(values):
    """Values that cut them into parts of one size."""
    return [values[len(values) * part // BINS] for part in range(1, BINS)]


def chances(model, row):
    """The probability of each species."""
    scores = {}
    for name, about in model["species"].items():
        score = math.log(about["share"])
        for measure, how in about["measures"].items():
            score -= math.log(how["spread"]) + ((float(row[measure]) - how["mean"]) / how["spread"]) ** 2 / 2
        scores[name] = score
    highest = max(scores.values())
    powers = {name: math.exp(score - highest) for name, score in scores.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}


def judge(model, rows):
    """By row, whether it was named right and how surprising it was."""
    judged = []
    for row in rows:
        by_species = chances(model, row)
        right = max(by_species, key=by_species.get) == row["species"]
        judged.append({"id": row["id"], "correct": int(right), "loss": -math.log(max(1e-6, by_species[row["species"]]))})
    return judged


def mean(judged, name):
    return sum(row[name] for row in judged) / len(judged)
