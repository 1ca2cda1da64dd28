"""The simplest model there is: one feature and one threshold. What is trained should beat it."""

import argparse
import json
from pathlib import Path

from table import read_table

SHARDS = Path("work/shards")
TARGET = Path("work/rule")


def best_threshold(values, targets):
    """Where to cut so that most tumours above are malignant and most below are not."""

    def right(threshold):
        return sum((value >= threshold) == (target == 1) for value, target in zip(values, targets))

    return max(sorted(set(values)), key=right)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feature", default="mean_radius")
    arguments = parser.parse_args()

    values, targets = [], []
    for shard in sorted(SHARDS.glob("*.csv")):
        names, rows, classes = read_table(shard)
        column = names.index(arguments.feature)
        values += [row[column] for row in rows]
        targets += classes

    threshold = best_threshold(values, targets)
    right = sum((value >= threshold) == (target == 1) for value, target in zip(values, targets))
    accuracy = right / len(targets)
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "rule.json").write_text(json.dumps({"feature": arguments.feature, "threshold": threshold}) + "\n")
    (TARGET / "metrics.json").write_text(json.dumps({"accuracy": accuracy}) + "\n")
    print(f"malignant if {arguments.feature} >= {threshold}: {accuracy:.3f} right")


if __name__ == "__main__":
    main()
