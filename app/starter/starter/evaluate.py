"""Tests the model on points that it has not seen; the gate in the pipeline file judges metrics.json."""

import json
import math
import pathlib

from model import accuracy, read_points


def sure_of(share, total):
    """A share of so many rows, and where it would lie on others 95 times of 100 (Wilson's interval, good near 1 too).

    https://www.itl.nist.gov/div898/handbook/prc/section2/prc241.htm
    """
    z = 1.96
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return {"value": share, "low": min(share, middle - half), "high": max(share, middle + half)}


weights = json.loads(pathlib.Path("model/weights.json").read_text())
points = read_points("data/test.csv")
share = accuracy(weights, points)
metrics = {"accuracy": sure_of(share, len(points)), "points": len(points)}
pathlib.Path("metrics.json").write_text(json.dumps(metrics))
print(f"accuracy {share:.3f} on {len(points)} unseen points")
