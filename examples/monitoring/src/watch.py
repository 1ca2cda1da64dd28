"""Measures how far the newest penguins are from the newest that production learned from, and how well it still names them."""

import json
import math
from bisect import bisect_right
from pathlib import Path

from penguins import BINS, MEASURES, judge, mean, read_rows

METRICS = Path("work/watch.json")


def drift_of(values, bounds):
    """The population stability index: 0 where the new values fall into the old parts alike, above 0.25 they do not."""
    counts = [0] * BINS
    for value in values:
        counts[bisect_right(bounds, value)] += 1
    index = 0.0
    for count in counts:
        # Half a penguin more in each part, so that an empty one has a logarithm.
        share = (count + 0.5) / (len(values) + 0.5 * BINS)
        index += (share - 1 / BINS) * math.log(share * BINS)
    return index


def main():
    model = json.loads(Path("work/production/model.json").read_text())
    rows = [{**row, "id": number} for number, row in enumerate(read_rows("work/newest.csv"), start=1)]
    drift = {
        measure: drift_of([float(row[measure]) for row in rows], model["bounds"][measure]) for measure in MEASURES
    }
    judged = judge(model, rows)
    metrics = {
        "rows": len(rows),
        "drift": {**drift, "highest": max(drift.values())},
        "accuracy": mean(judged, "correct"),
        "log_loss": mean(judged, "loss"),
    }
    METRICS.write_text(json.dumps(metrics, indent=2) + "\n")
    print(json.dumps(metrics))


if __name__ == "__main__":
    main()
