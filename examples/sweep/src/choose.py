"""Collects all cells, picks the learning rate that does best on unseen shards, and lets its models vote on the test."""

import csv
import json
from pathlib import Path

from table import judge, probability, read_table

MODELS = Path("work/models")
RULES = Path("work/rules")
TEST = Path("work/test.csv")
METRICS = Path("work/metrics.json")
TABLE = Path("work/rates.csv")
ENSEMBLE = Path("work/ensemble")


def read_cells(folder):
    """The cells that succeeded; each has `values` (of the matrix), `metrics`, and the `folder` where its output lies."""
    cells = json.loads((folder / "cells.json").read_text())
    return [cell for cell in cells if cell["result"] == "success"]


def rank_rates(cells):
    """Rates with their mean loss and accuracy over shards, the best first."""
    rates = sorted({cell["values"]["rate"] for cell in cells})
    ranking = []
    for rate in rates:
        metrics = [cell["metrics"] for cell in cells if cell["values"]["rate"] == rate]
        means = {name: sum(metric[name] for metric in metrics) / len(metrics) for name in ("log_loss", "accuracy")}
        ranking.append({"rate": rate, "cells": len(metrics), **means})
    return sorted(ranking, key=lambda entry: entry["log_loss"])


def best_rule_accuracy(names, rows, targets):
    """The rule that did best in training, on the test."""
    best = max(read_cells(RULES), key=lambda cell: cell["metrics"]["accuracy"])
    rule = json.loads((RULES / best["folder"] / "rule.json").read_text())
    column = names.index(rule["feature"])
    return judge([float(row[column] >= rule["threshold"]) for row in rows], targets)["accuracy"]


def main():
    cells = read_cells(MODELS)
    ranking = rank_rates(cells)
    with TABLE.open("w", newline="") as file:
        table = csv.DictWriter(file, ranking[0].keys())
        table.writeheader()
        table.writerows(ranking)

    rate = ranking[0]["rate"]
    voters = [MODELS / cell["folder"] / "model.json" for cell in cells if cell["values"]["rate"] == rate]
    models = [json.loads(path.read_text()) for path in voters]
    names, rows, targets = read_table(TEST)
    chances = [sum(probability(model, row) for model in models) / len(models) for row in rows]

    metrics = {
        **judge(chances, targets),
        "rate": rate,
        "models": len(models),
        "rule": {"accuracy": best_rule_accuracy(names, rows, targets)},
    }
    METRICS.write_text(json.dumps(metrics, indent=2) + "\n")
    ENSEMBLE.mkdir(parents=True, exist_ok=True)
    (ENSEMBLE / "models.json").write_text(json.dumps(models) + "\n")
    print(f"rate {rate}: accuracy {metrics['accuracy']:.3f} on unseen tumours, one threshold {metrics['rule']['accuracy']:.3f}")


if __name__ == "__main__":
    main()
