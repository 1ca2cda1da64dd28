"""Builds the release: a folder that needs nothing but Python, tried out before it counts as deployed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

RELEASE = Path("work/release")
PARTS = [Path("src/predict.py"), Path("src/network.py"), Path("work/model/model.json")]
# A typical Gentoo; a model that does not know it must not go out.
PENGUIN = {"beak_length_mm": 47.5, "beak_depth_mm": 15.0, "flipper_length_mm": 217}


def main():
    RELEASE.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        shutil.copyfile(part, RELEASE / part.name)

    command = [sys.executable, "-B", str(RELEASE / "predict.py"), json.dumps(PENGUIN)]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if answer["species"] != "Gentoo":
        sys.exit(f"the release takes a Gentoo for a {answer['species']}: not deployed")
    print(f"released to {RELEASE}: {answer}")


if __name__ == "__main__":
    main()
