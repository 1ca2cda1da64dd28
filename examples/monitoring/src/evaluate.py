"""Judges the new model on unseen penguins, and production on the very same ones."""

import json
from pathlib import Path

from penguins import judge, mean, read_rows, write_rows

CHAMPION = Path("work/champion/model.json")


def guessing(model):
    """Where nothing is in production yet: whoever knows how many there are of each species, and nothing else."""
    return {"species": {name: {"share": about["share"], "measures": {}} for name, about in model["species"].items()}}


def main():
    model = json.loads(Path("work/model/model.json").read_text())
    champion = json.loads(CHAMPION.read_text()) if CHAMPION.exists() else guessing(model)
    rows = read_rows("work/sets/test.csv")
    judged, of_champion = judge(model, rows), judge(champion, rows)
    write_rows("work/predictions.csv", judged)
    metrics = {
        "accuracy": mean(judged, "correct"),
        "log_loss": mean(judged, "loss"),
        "champion": {"accuracy": mean(of_champion, "correct"), "log_loss": mean(of_champion, "loss")},
    }
    Path("work/metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    print(json.dumps(metrics))


if __name__ == "__main__":
    main()
