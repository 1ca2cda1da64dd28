"""Fit in parts, and keep the estimator after each."""

import json
from pathlib import Path

import joblib
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import train_test_split

CHECKPOINT = Path("ckpt/state.joblib")
CHECKPOINT.parent.mkdir(exist_ok=True)
x, x_test, y, y_test = train_test_split(*load_digits(return_X_y=True), random_state=0)

fresh = (SGDClassifier(random_state=0), 0)
model, done = joblib.load(CHECKPOINT) if CHECKPOINT.exists() else fresh
for epoch in range(done, 200):
    model.partial_fit(x, y, classes=range(10))
    joblib.dump((model, epoch + 1), "ckpt/draft")
    Path("ckpt/draft").replace(CHECKPOINT)  # whole, or not at all

Path("model").mkdir(exist_ok=True)
joblib.dump(model, "model/model.joblib")
Path("metrics.json").write_text(json.dumps({"accuracy": model.score(x_test, y_test)}))
