"""Names the species of one penguin: python3 predict.py '{"beak_length_mm": 49.5, "beak_depth_mm": 19, "flipper_length_mm": 198}'"""

import json
import sys
from pathlib import Path

from network import forward


def predict(model, penguin):
    """The most likely species and its probability."""
    recipe = model["recipe"]
    features = [(penguin[name] - scale["mean"]) / scale["spread"] for name, scale in recipe["scale"].items()]
    _, chances = forward(model["network"], features)
    best = chances.index(max(chances))
    return {"species": recipe["classes"][best], "probability": round(chances[best], 4)}


if __name__ == "__main__":
    loaded = json.loads((Path(__file__).parent / "model.json").read_text())
    print(json.dumps(predict(loaded, json.loads(sys.argv[1]))))
