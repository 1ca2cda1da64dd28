"""A neural network with one hidden layer, in plain Python: what train, evaluate and the deployed model share."""

import csv
import math


def read_table(path):
    """Features and classes of a CSV whose first column is the id and whose last is the class."""
    with open(path, newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [[float(value) for value in row[1:-1]] for row in rows], [int(row[-1]) for row in rows]


def new_network(inputs, hidden, outputs, chance):
    """Random weights; the last of each row is the bias."""

    def layer(size, rows):
        limit = math.sqrt(6 / (size + rows))
        return [[chance.uniform(-limit, limit) for _ in range(size)] + [0.0] for _ in range(rows)]

    return {"hidden": layer(inputs, hidden), "output": layer(hidden, outputs)}


def forward(network, features):
    """The hidden layer's activity and the probability of each class."""
    hidden = [math.tanh(_weighted(weights, features)) for weights in network["hidden"]]
    scores = [_weighted(weights, hidden) for weights in network["output"]]
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return hidden, [power / total for power in powers]


def _weighted(weights, values):
    return weights[-1] + sum(weight * value for weight, value in zip(weights, values))


def learn(network, features, target, rate):
    """One step of gradient descent on one example; gives its loss before the step."""
    hidden, chances = forward(network, features)
    errors = [chance - (1.0 if index == target else 0.0) for index, chance in enumerate(chances)]
    blame = [
        (1 - activity * activity) * sum(error * row[at] for error, row in zip(errors, network["output"]))
        for at, activity in enumerate(hidden)
    ]
    _descend(network["output"], errors, hidden, rate)
    _descend(network["hidden"], blame, features, rate)
    return -math.log(max(chances[target], 1e-12))


def _descend(layer, errors, values, rate):
    for weights, error in zip(layer, errors):
        step = rate * error
        for at, value in enumerate(values):
            weights[at] -= step * value
        weights[-1] -= step


def judge(network, features, targets):
    """Mean loss and accuracy over examples."""
    loss = right = 0.0
    for row, target in zip(features, targets):
        _, chances = forward(network, row)
        loss -= math.log(max(chances[target], 1e-12))
        right += chances.index(max(chances)) == target
    return loss / len(targets), right / len(targets)
