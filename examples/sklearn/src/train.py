"""Trains a classifier on the scaled wines, and joins it with the scaling into one model that takes raw measurements."""

import argparse
import json
from pathlib import Path

import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

SCALED = Path("work/scaled")
TRANSFORMER = Path("work/transformer.joblib")
MODEL = Path("work/model")
METRICS = Path("work/train_metrics.json")
IMPORTANCE = Path("work/importance.csv")
SEED = 23


def read_part(name):
    table = pd.read_csv(SCALED / f"{name}.csv")
    return table.drop(columns="cultivar"), table["cultivar"]


def new_classifier(kind, trees):
    if kind == "logistic":
        return LogisticRegression(max_iter=1000, random_state=SEED)
    return RandomForestClassifier(n_estimators=trees, random_state=SEED)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=["forest", "logistic"], default="forest")
    parser.add_argument("--trees", type=int, default=200)
    arguments = parser.parse_args()

    features, cultivars = read_part("train")
    classifier = new_classifier(arguments.model, arguments.trees).fit(features, cultivars)
    unseen, unseen_cultivars = read_part("validation")
    accuracy = classifier.score(unseen, unseen_cultivars)

    MODEL.mkdir(parents=True, exist_ok=True)
    joblib.dump(make_pipeline(joblib.load(TRANSFORMER), classifier), MODEL / "model.joblib")
    METRICS.write_text(json.dumps({"val_accuracy": accuracy, "model": arguments.model}) + "\n")

    importance = permutation_importance(classifier, unseen, unseen_cultivars, n_repeats=10, random_state=SEED)
    ranking = pd.Series(importance.importances_mean, index=unseen.columns, name="importance")
    ranking.sort_values(ascending=False).to_csv(IMPORTANCE, index_label="measurement")
    print(f"{arguments.model}: validation accuracy {accuracy:.3f}")


if __name__ == "__main__":
    main()
