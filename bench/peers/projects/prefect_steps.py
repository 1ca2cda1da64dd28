import os
from pathlib import Path

from prefect import flow, task
from prefect.task_runners import ThreadPoolTaskRunner

COUNT = int(os.environ["COUNT"])


@task
def step(number):
    Path(f"out/s{number}").touch()


@flow(task_runner=ThreadPoolTaskRunner(max_workers=2))
def steps():
    if os.environ["SHAPE"] == "chain":
        for number in range(COUNT):
            step(number)
    else:
        step.map(range(COUNT)).wait()


steps()
