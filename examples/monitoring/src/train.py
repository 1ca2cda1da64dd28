"""Learns how each species is measured."""

import json
from pathlib import Path

from penguins import fit, read_rows

MODEL = Path("work/model")


def main():
    MODEL.mkdir(parents=True, exist_ok=True)
    model = fit(read_rows("work/sets/train.csv"))
    (MODEL / "model.json").write_text(json.dumps(model, indent=2) + "\n")


if __name__ == "__main__":
    main()
