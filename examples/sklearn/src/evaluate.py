"""Judges the model on wines that it has never seen, beside one that always names the most frequent cultivar."""

import json
from pathlib import Path

import joblib
import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.metrics import accuracy_score, f1_score, log_loss

SETS = Path("work/sets")
MODEL = Path("work/model/model.joblib")
METRICS = Path("work/metrics.json")
PREDICTIONS = Path("work/predictions.csv")


def read_part(name):
    table = pd.read_csv(SETS / f"{name}.csv")
    return table.drop(columns="cultivar"), table["cultivar"]


def main():
    model = joblib.load(MODEL)
    features, cultivars = read_part("test")
    predicted = model.predict(features)
    dummy = DummyClassifier().fit(*read_part("train"))

    metrics = {
        "accuracy": accuracy_score(cultivars, predicted),
        "f1_macro": f1_score(cultivars, predicted, average="macro"),
        "log_loss": log_loss(cultivars, model.predict_proba(features)),
        "dummy": {"accuracy": accuracy_score(cultivars, dummy.predict(features))},
        "test_rows": len(features),
    }
    METRICS.write_text(json.dumps(metrics, indent=2) + "\n")
    features.assign(cultivar=cultivars, predicted=predicted).to_csv(PREDICTIONS, index=False)
    print(f"accuracy {metrics['accuracy']:.3f}, F1 {metrics['f1_macro']:.3f} on {len(features)} unseen wines")


if __name__ == "__main__":
    main()
