"""Writes the wine data that comes with scikit-learn as a table, and counts what the gates ask about."""

import json
from pathlib import Path

from sklearn.datasets import load_wine

TARGET = Path("work/wine.csv")
METRICS = Path("work/ingest.json")


def main():
    wine = load_wine(as_frame=True).frame.rename(columns={"target": "cultivar"})
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    wine.to_csv(TARGET, index=False)
    metrics = {
        "rows": len(wine),
        "cultivars": int(wine["cultivar"].nunique()),
        "null_share": float(wine.isna().to_numpy().mean()),
    }
    METRICS.write_text(json.dumps(metrics) + "\n")
    print(f"{len(wine)} wines, {wine.shape[1] - 1} measurements each")


if __name__ == "__main__":
    main()
