"""Judges the model on penguins that it has never seen, beside a rule of ten lines, and draws where it errs."""

import csv
import json
import math
from pathlib import Path

from network import forward, read_table

FEATURES = Path("work/features")
MODEL = Path("work/model/model.json")
METRICS = Path("work/metrics.json")
EXAMPLES = Path("work/predictions.csv")
PLOT = Path("work/plots/confusion.svg")


def nearest_centroid(features, targets):
    """The simple rule: a penguin is of the species whose average it is closest to."""
    centroids = {}
    for species in sorted(set(targets)):
        rows = [row for row, target in zip(features, targets) if target == species]
        centroids[species] = [sum(column) / len(rows) for column in zip(*rows)]

    def predict(row):
        return min(centroids, key=lambda species: sum((a - b) ** 2 for a, b in zip(row, centroids[species])))

    return predict


def read_ids(path):
    with path.open(newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


def write_examples(ids, right, losses):
    """A line a penguin: two models are compared on each, which shows far smaller differences than two averages do."""
    with EXAMPLES.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "correct", "loss"])
        table.writerows(zip(ids, map(int, right), losses))


def confusion_of(predicted, targets, size):
    """Counts by true species (row) and predicted species (column)."""
    table = [[0] * size for _ in range(size)]
    for guess, truth in zip(predicted, targets):
        table[truth][guess] += 1
    return table


def draw(confusion, names):
    """The confusion table as an SVG: the darker a cell, the more penguins; right answers lie on the diagonal."""
    side, left, top = 110, 130, 70
    width, height = left + side * len(names) + 20, top + side * len(names) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" font-size="14">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{left}" y="24" font-weight="bold">Predicted species on unseen penguins</text>',
    ]
    for row, truth in enumerate(names):
        middle = top + side * row + side / 2
        parts.append(f'<text x="{left - 12}" y="{middle + 5}" text-anchor="end">{truth}</text>')
        parts.append(f'<text x="{left + side * row + side / 2}" y="{top - 12}" text-anchor="middle">{truth}</text>')
        total = max(1, sum(confusion[row]))
        for column, count in enumerate(confusion[row]):
            share = count / total
            fill = "#1a7f37" if row == column else "#cf222e"
            x, y = left + side * column, top + side * row
            parts.append(
                f'<rect x="{x}" y="{y}" width="{side - 4}" height="{side - 4}" rx="6" fill="{fill}" '
                f'fill-opacity="{0.06 + 0.84 * share:.2f}"/>'
            )
            ink = "white" if share > 0.5 else "black"
            parts.append(
                f'<text x="{x + side / 2 - 2}" y="{y + side / 2 + 4}" text-anchor="middle" fill="{ink}">{count}</text>'
            )
    return "\n".join([*parts, "</svg>", ""])


def main():
    model = json.loads(MODEL.read_text())
    names = model["recipe"]["classes"]
    features, targets = read_table(FEATURES / "test.csv")

    chances = [forward(model["network"], row)[1] for row in features]
    predicted = [row.index(max(row)) for row in chances]
    right = [guess == target for guess, target in zip(predicted, targets)]
    losses = [-math.log(max(row[target], 1e-12)) for row, target in zip(chances, targets)]
    accuracy = sum(right) / len(targets)
    write_examples(read_ids(FEATURES / "test.csv"), right, losses)
    confusion = confusion_of(predicted, targets, len(names))
    recall = {name: confusion[at][at] / sum(confusion[at]) for at, name in enumerate(names)}

    rule = nearest_centroid(*read_table(FEATURES / "train.csv"))
    rule_right = sum(rule(row) == target for row, target in zip(features, targets))

    metrics = {
        "accuracy": accuracy,
        "log_loss": sum(losses) / len(targets),
        "recall": {**recall, "lowest": min(recall.values())},
        "centroid": {"accuracy": rule_right / len(targets)},
        "test_rows": len(targets),
    }
    METRICS.write_text(json.dumps(metrics, indent=2) + "\n")
    PLOT.parent.mkdir(parents=True, exist_ok=True)
    PLOT.write_text(draw(confusion, names))
    print(f"accuracy {accuracy:.3f} on {len(targets)} unseen penguins; the simple rule {rule_right / len(targets):.3f}")


if __name__ == "__main__":
    main()
