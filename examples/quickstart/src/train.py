"""Trains the network. Says how it goes after each epoch, and can go on from its last checkpoint after a crash."""

import argparse
import copy
import csv
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from network import judge, learn, new_network, read_table

FEATURES = Path("work/features")
CHECKPOINT = Path("work/checkpoint")
LIVE = Path("work/train_log.jsonl")
HISTORY = Path("work/history.csv")
METRICS = Path("work/train_metrics.json")
MODEL = Path("work/model")
HIDDEN = 16
SEED = 11
SECONDS_PER_CHECKPOINT = 1.0


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=500)
    parser.add_argument("--learning-rate", type=float, default=0.002)
    return parser.parse_args()


def first_state(settings, inputs, outputs):
    """All that training needs to go on; everything in it can be written as JSON."""
    network = new_network(inputs, HIDDEN, outputs, random.Random(SEED))
    return {"settings": settings, "epoch": 0, "network": network, "best": None, "history": []}


def load_state(settings):
    """The state of the last checkpoint, if there is one and it was made with the same settings."""
    file = CHECKPOINT / "state.json"
    if not file.exists():
        return None
    state = json.loads(file.read_text())
    if state["settings"] != settings:
        return None
    print(f"going on after epoch {state['epoch']}")
    return state


def save_state(state):
    """Writes a checkpoint; a crash leaves the old one or the new one, never half of one."""
    CHECKPOINT.mkdir(parents=True, exist_ok=True)
    file = CHECKPOINT / "state.json"
    draft = CHECKPOINT / "state.json.draft"
    draft.write_text(json.dumps(state))
    draft.replace(file)
    # Tells mlpipelines that the folder is complete (`save: on-signal`). By hand nobody listens.
    signal_file = os.environ.get("MLPIPELINES_CHECKPOINT_READY")
    if signal_file:
        with open(signal_file, "a") as ready:
            ready.write(f"epoch {state['epoch']}\n")


def train_epoch(state, train, validation, rate):
    """One pass over the training rows, in an order that depends on the epoch alone: going on equals never having stopped."""
    features, targets = train
    order = list(range(len(targets)))
    random.Random(SEED * 1_000_003 + state["epoch"]).shuffle(order)
    loss = sum(learn(state["network"], features[at], targets[at], rate) for at in order) / len(order)
    state["epoch"] += 1
    val_loss, val_accuracy = judge(state["network"], *validation)
    entry = {"step": state["epoch"], "loss": loss, "val_loss": val_loss, "val_accuracy": val_accuracy}
    state["history"].append(entry)
    if state["best"] is None or val_loss < state["best"]["val_loss"]:
        state["best"] = {**entry, "network": copy.deepcopy(state["network"])}
    return entry


def write_results(state):
    """The network of the best epoch, its metrics, and the curve of all of them."""
    best = state["best"]
    MODEL.mkdir(parents=True, exist_ok=True)
    recipe = json.loads((FEATURES / "recipe.json").read_text())
    (MODEL / "model.json").write_text(json.dumps({"recipe": recipe, "network": best["network"]}, indent=1) + "\n")
    metrics = {name: best[name] for name in ("loss", "val_loss", "val_accuracy")}
    METRICS.write_text(json.dumps({**metrics, "best_epoch": best["step"]}, indent=2) + "\n")
    with HISTORY.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["epoch", "loss", "val_loss", "val_accuracy"])
        for entry in state["history"]:
            table.writerow([entry["step"], entry["loss"], entry["val_loss"], entry["val_accuracy"]])
    print(f"best after epoch {best['step']}: validation accuracy {best['val_accuracy']:.3f}")


def main():
    arguments = read_arguments()
    settings = {"epochs": arguments.epochs, "learning_rate": arguments.learning_rate}
    train = read_table(FEATURES / "train.csv")
    validation = read_table(FEATURES / "validation.csv")
    resumed = load_state(settings)
    state = resumed or first_state(settings, len(train[0][0]), len(set(train[1])))

    stop, saved_at = [], time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
    with LIVE.open("a" if resumed else "w") as live:
        while state["epoch"] < arguments.epochs:
            entry = train_epoch(state, train, validation, arguments.learning_rate)
            live.write(json.dumps(entry) + "\n")
            live.flush()
            if entry["step"] % 20 == 0:
                print(f"epoch {entry['step']}: loss {entry['loss']:.4f}, validation {entry['val_loss']:.4f}", flush=True)
            if stop or time.monotonic() - saved_at >= SECONDS_PER_CHECKPOINT:
                save_state(state)
                saved_at = time.monotonic()
            if stop:
                sys.exit("told to stop; the checkpoint is saved")
    write_results(state)


if __name__ == "__main__":
    main()
