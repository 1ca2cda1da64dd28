"""A logistic regression over cubic features of a point: what train.py fits and evaluate.py applies."""

import csv
import math


def features(x, y):
    return (1.0, x, y, x * x, x * y, y * y, x**3, x * x * y, x * y * y, y**3)


def predict(weights, point):
    score = sum(weight * value for weight, value in zip(weights, features(*point)))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def read_points(path):
    with open(path, newline="") as file:
        return [((float(r["x"]), float(r["y"])), int(r["label"])) for r in csv.DictReader(file)]


def accuracy(weights, points):
    hits = sum((predict(weights, point) >= 0.5) == (label == 1) for point, label in points)
    return hits / len(points)
