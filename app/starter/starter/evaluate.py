"""Tests the model on points that it has not seen; the gate in the pipeline file judges metrics.json."""

import json
import pathlib

from model import accuracy, read_points

weights = json.loads(pathlib.Path("model/weights.json").read_text())
points = read_points("data/test.csv")
metrics = {"accuracy": accuracy(weights, points), "points": len(points)}
pathlib.Path("metrics.json").write_text(json.dumps(metrics))
print(f"accuracy {metrics['accuracy']:.3f} on {len(points)} unseen points")
