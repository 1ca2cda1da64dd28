"""Boost ten rounds at a time, and go on from the booster that was saved."""

import json
from pathlib import Path

import xgboost
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

CHECKPOINT = Path("ckpt/booster.ubj")
CHECKPOINT.parent.mkdir(exist_ok=True)
x, x_test, y, y_test = train_test_split(*load_digits(return_X_y=True), random_state=0)
train, test = xgboost.DMatrix(x, y), xgboost.DMatrix(x_test, y_test)
settings = {"objective": "multi:softmax", "num_class": 10, "max_depth": 3, "seed": 0}

booster = xgboost.Booster(settings, model_file=CHECKPOINT) if CHECKPOINT.exists() else None
while booster is None or booster.num_boosted_rounds() < 60:
    booster = xgboost.train(settings, train, num_boost_round=10, xgb_model=booster)
    booster.save_model("ckpt/draft.ubj")
    Path("ckpt/draft.ubj").replace(CHECKPOINT)  # whole, or not at all

Path("model").mkdir(exist_ok=True)
booster.save_model("model/model.ubj")
accuracy = float((booster.predict(test) == y_test).mean())
Path("metrics.json").write_text(json.dumps({"accuracy": accuracy}))
