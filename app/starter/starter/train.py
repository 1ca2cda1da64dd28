"""Fits the model by stochastic gradient descent; writes model/weights.json, metrics.json and a live metric an epoch."""

import argparse
import json
import math
import pathlib
import random

from model import accuracy, features, predict, read_points

arguments = argparse.ArgumentParser()
arguments.add_argument("--epochs", type=int, default=60)
epochs = arguments.parse_args().epochs

random.seed(1)
points = read_points("data/train.csv")
weights = [0.0] * len(features(0, 0))

with open("train_log.jsonl", "w") as log:
    for epoch in range(1, epochs + 1):
        random.shuffle(points)
        loss = 0.0
        for point, label in points:
            chance = predict(weights, point)
            loss -= math.log(max(1e-12, chance if label else 1 - chance))
            for index, value in enumerate(features(*point)):
                weights[index] -= 0.02 * (chance - label) * value
        metrics = {"loss": loss / len(points), "accuracy": accuracy(weights, points)}
        log.write(json.dumps({"step": epoch, **metrics}) + "\n")
        log.flush()
        if epoch % 10 == 0 or epoch == epochs:
            print(f"epoch {epoch}: loss {metrics['loss']:.4f}, accuracy {metrics['accuracy']:.3f}", flush=True)

pathlib.Path("model").mkdir(exist_ok=True)
pathlib.Path("model/weights.json").write_text(json.dumps(weights))
pathlib.Path("metrics.json").write_text(json.dumps(metrics))
