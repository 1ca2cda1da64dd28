"""Fits the scaling to the training rows alone, and applies it to training and validation."""

from pathlib import Path

import joblib
import pandas as pd
from sklearn.preprocessing import StandardScaler

SETS = Path("work/sets")
TARGET = Path("work/scaled")
TRANSFORMER = Path("work/transformer.joblib")


def main():
    scaler = StandardScaler().set_output(transform="pandas")
    scaler.fit(pd.read_csv(SETS / "train.csv").drop(columns="cultivar"))
    joblib.dump(scaler, TRANSFORMER)
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in ("train", "validation"):
        part = pd.read_csv(SETS / f"{name}.csv")
        scaled = scaler.transform(part.drop(columns="cultivar"))
        scaled.assign(cultivar=part["cultivar"]).to_csv(TARGET / f"{name}.csv", index=False)
    print(f"scaled {scaler.n_features_in_} measurements")


if __name__ == "__main__":
    main()
