"""Reading and writing rows of features with a class at the end, and a linear model over them."""

import csv
import math


def read_table(path):
    """Names of the features, rows of numbers, and classes (1: malignant, 0: benign)."""
    with open(path, newline="") as file:
        header, *rows = list(csv.reader(file))
    return header[:-1], [[float(value) for value in row[:-1]] for row in rows], [int(row[-1]) for row in rows]


def write_table(path, names, rows):
    with open(path, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(names)
        table.writerows(rows)


def probability(model, features):
    """How likely a tumour is malignant, by a logistic model."""
    score = model["bias"]
    for weight, mean, spread, value in zip(model["weights"], model["mean"], model["spread"], features):
        score += weight * (value - mean) / spread
    score = max(-30.0, min(30.0, score))
    return 1 / (1 + math.exp(-score))


def judge(chances, targets):
    """Mean loss and accuracy of probabilities against classes."""
    loss = -sum(math.log(max(1e-12, chance if target else 1 - chance)) for chance, target in zip(chances, targets))
    right = sum((chance >= 0.5) == (target == 1) for chance, target in zip(chances, targets))
    return {"log_loss": loss / len(targets), "accuracy": right / len(targets)}
