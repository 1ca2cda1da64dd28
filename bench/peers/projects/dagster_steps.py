import os
import sys
from pathlib import Path

from dagster import In, Nothing, Out, job, op

COUNT = int(os.environ["COUNT"])
CHAIN = os.environ["SHAPE"] == "chain"


def make(number):
    @op(
        name=f"s{number}",
        ins={"before": In(Nothing)} if CHAIN and number > 0 else {},
        out=Out(Nothing),
    )
    def step():
        Path(f"out/s{number}").touch()

    return step


@job
def steps():
    before = None
    for number in range(COUNT):
        each = make(number)
        before = each(before) if CHAIN and before is not None else each()


sys.exit(0 if steps.execute_in_process().success else 1)
