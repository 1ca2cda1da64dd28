"""Makes two noisy half circles of points and splits them into data/train.csv and data/test.csv."""

import csv
import math
import pathlib
import random

POINTS = 2000
TEST_SHARE = 0.25
NOISE = 0.22

random.seed(7)
rows = []
for number in range(POINTS):
    label = number % 2
    angle = random.uniform(0, math.pi)
    x = math.cos(angle) if label == 0 else 1 - math.cos(angle)
    y = math.sin(angle) if label == 0 else 0.5 - math.sin(angle)
    rows.append((number, x + random.gauss(0, NOISE), y + random.gauss(0, NOISE), label))
random.shuffle(rows)

folder = pathlib.Path("data")
folder.mkdir(exist_ok=True)
split = int(POINTS * TEST_SHARE)
for name, part in (("test", rows[:split]), ("train", rows[split:])):
    with open(folder / f"{name}.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "x", "y", "label"))
        writer.writerows(part)
    print(f"{name}: {len(part)} points")
