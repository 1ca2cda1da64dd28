"""Fetches the raw data. Here it lies in the repository; yours may come from a database or a bucket."""

import shutil
from pathlib import Path

SOURCE = Path("data/penguins.csv")
TARGET = Path("work/raw.csv")


def main():
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SOURCE, TARGET)
    rows = len(TARGET.read_text().splitlines()) - 1
    print(f"{rows} penguins from {SOURCE}")


if __name__ == "__main__":
    main()
