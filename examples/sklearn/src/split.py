"""Splits the wines into those to learn from, to steer by and to judge by, each with its share of every cultivar."""

from pathlib import Path

import pandas as pd
from sklearn.model_selection import train_test_split

SOURCE = Path("work/wine.csv")
TARGET = Path("work/sets")
SEED = 17


def main():
    wine = pd.read_csv(SOURCE)
    rest, test = train_test_split(wine, test_size=0.25, stratify=wine["cultivar"], random_state=SEED)
    train, validation = train_test_split(rest, test_size=0.25, stratify=rest["cultivar"], random_state=SEED)
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, part in {"train": train, "validation": validation, "test": test}.items():
        part.to_csv(TARGET / f"{name}.csv", index=False)
        print(f"{len(part)} rows to {name}")


if __name__ == "__main__":
    main()
