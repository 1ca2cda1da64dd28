"""python3 src/pretend_drift.py 20: rewrites data/newest.csv as if every flipper had been measured so much longer."""

import sys

from penguins import read_rows, write_rows

SOURCE = "data/newest.csv"


def main():
    rows = read_rows(SOURCE)
    for row in rows:
        row["flipper_length_mm"] = str(int(row["flipper_length_mm"]) + int(sys.argv[1]))
    write_rows(SOURCE, rows)


if __name__ == "__main__":
    main()
