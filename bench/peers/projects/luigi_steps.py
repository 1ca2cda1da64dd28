"""Tasks that each write one empty file, in one process: `luigi.build` with its own scheduler in memory."""
import os
import sys

import luigi

COUNT = int(os.environ["COUNT"])
CHAIN = os.environ["SHAPE"] == "chain"


class Step(luigi.Task):
    number = luigi.IntParameter()

    def requires(self):
        return [Step(self.number - 1)] if CHAIN and self.number > 0 else []

    def output(self):
        return luigi.LocalTarget(f"out/s{self.number}")

    def run(self):
        open(self.output().path, "w").close()


steps = [Step(COUNT - 1)] if CHAIN else [Step(number) for number in range(COUNT)]
sys.exit(0 if luigi.build(steps, local_scheduler=True, log_level="ERROR") else 1)
