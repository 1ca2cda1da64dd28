import os
from pathlib import Path

from airflow.sdk import dag, task

COUNT = int(os.environ["COUNT"])


@dag(schedule=None)
def steps():
    @task
    def step(number):
        Path(f"out/s{number}").touch()

    before = None
    for number in range(COUNT):
        each = step.override(task_id=f"s{number}")(number)
        if os.environ["SHAPE"] == "chain" and before is not None:
            before >> each
        before = each


pipeline = steps()

if __name__ == "__main__":
    run = pipeline.test()
    raise SystemExit(0 if run.state == "success" else 1)
