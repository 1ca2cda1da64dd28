"""One cell of the sweep: a logistic regression with one learning rate, judged on the shard that it has not seen."""

import argparse
import json
import random
from pathlib import Path

from table import judge, probability, read_table

SHARDS = Path("work/shards")
TARGET = Path("work/model")
LIVE = Path("work/train_log.jsonl")
SEED = 5


def read_shards(held_out):
    """The rows of all shards but one, and the rows of that one."""
    rows, targets = [], []
    for shard in sorted(SHARDS.glob("*.csv")):
        if shard.stem != held_out:
            _, more_rows, more_targets = read_table(shard)
            rows += more_rows
            targets += more_targets
    _, unseen_rows, unseen_targets = read_table(SHARDS / f"{held_out}.csv")
    return (rows, targets), (unseen_rows, unseen_targets)


def new_model(rows):
    """All weights zero; features are scaled by the mean and spread of the training rows."""
    columns = list(zip(*rows))
    mean = [sum(column) / len(column) for column in columns]
    spread = [
        (sum((value - middle) ** 2 for value in column) / len(column)) ** 0.5 for column, middle in zip(columns, mean)
    ]
    return {"bias": 0.0, "weights": [0.0] * len(columns), "mean": mean, "spread": spread}


def train_epoch(model, rows, targets, rate, chance):
    """One pass of stochastic gradient descent, in random order."""
    order = list(range(len(targets)))
    chance.shuffle(order)
    for at in order:
        step = rate * (probability(model, rows[at]) - targets[at])
        model["bias"] -= step
        model["weights"] = [
            weight - step * (value - mean) / spread
            for weight, value, mean, spread in zip(model["weights"], rows[at], model["mean"], model["spread"])
        ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=0.01)
    parser.add_argument("--held-out", default="shard-0")
    parser.add_argument("--epochs", type=int, default=40)
    arguments = parser.parse_args()

    (rows, targets), (unseen_rows, unseen_targets) = read_shards(arguments.held_out)
    model, chance = new_model(rows), random.Random(SEED)
    with LIVE.open("w") as live:
        for epoch in range(1, arguments.epochs + 1):
            train_epoch(model, rows, targets, arguments.rate, chance)
            loss = judge([probability(model, row) for row in rows], targets)["log_loss"]
            live.write(json.dumps({"step": epoch, "loss": loss}) + "\n")
            live.flush()

    metrics = judge([probability(model, row) for row in unseen_rows], unseen_targets)
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "model.json").write_text(json.dumps(model) + "\n")
    (TARGET / "metrics.json").write_text(json.dumps({**metrics, "loss": loss}) + "\n")
    print(f"rate {arguments.rate} without {arguments.held_out}: {metrics}")


if __name__ == "__main__":
    main()
