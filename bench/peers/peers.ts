import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { perStep, type Shape } from './shapes.ts';

export type Command = { readonly file: string; readonly args: readonly string[] };

export type Peer = {
  readonly name: string;
  readonly version: Command;
  /** Writes what describes the steps; not measured. */
  readonly write: (root: string, shape: Shape) => void;
  /** What has to be done once in a folder before the first run; not measured. */
  readonly prepare: readonly Command[];
  readonly command: Command;
  readonly env: Readonly<Record<string, string>>;
};

const PROJECTS = join(import.meta.dirname, 'projects');
const MLPIPELINES = join(import.meta.dirname, '../../bin/mlpipelines');

/** Each in the configuration that is fastest on one machine, with two steps at a time where it has them. */
export function peersIn(venvs: string): readonly Peer[] {
  const program = (name: string, file = name) => join(venvs, name, 'bin', file);
  const pip = (name: string, dist = name) => ({
    file: program(name, 'python'),
    args: ['-c', `import importlib.metadata as m; print(m.version('${dist}'))`],
  });
  const script = (name: string) => ({
    version: pip(name),
    write: (root: string) => copy(root, `${name}_steps.py`),
    prepare: [],
    command: { file: program(name, 'python'), args: [`${name}_steps.py`] },
    env: {},
  });
  return [
    {
      name: 'make -j2',
      version: { file: 'make', args: ['--version'] },
      write: writeMakefile,
      prepare: [],
      command: { file: 'make', args: ['-s', '-j2'] },
      env: {},
    },
    {
      name: 'mlpipelines',
      version: { file: 'git', args: ['-C', PROJECTS, 'rev-parse', '--short', 'HEAD'] },
      write: writePipeline,
      prepare: [],
      command: {
        file: MLPIPELINES,
        args: ['run', 'bench', '--in-place', '--no-cache', '--max-parallel', '2'],
      },
      env: {},
    },
    { ...script('luigi'), name: 'Luigi' },
    {
      name: 'Snakemake',
      version: pip('snakemake'),
      write: (root) => copy(root, 'Snakefile'),
      prepare: [],
      command: { file: program('snakemake'), args: ['--cores', '2', '--quiet', 'all'] },
      env: {},
    },
    {
      name: 'DVC',
      version: pip('dvc'),
      write: writeStages,
      prepare: [{ file: program('dvc'), args: ['init', '--no-scm', '--quiet'] }],
      command: { file: program('dvc'), args: ['repro', '--quiet'] },
      env: { DVC_NO_ANALYTICS: '1' },
    },
    {
      ...script('prefect'),
      name: 'Prefect',
      // Its server starts with the flow and ends with it, with SQLite in the folder of the run.
      env: {
        PREFECT_HOME: 'home',
        PREFECT_LOGGING_LEVEL: 'ERROR',
        PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: 'true',
        PREFECT_SERVER_ANALYTICS_ENABLED: 'false',
        PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS: '120',
      },
    },
    { ...script('dagster'), name: 'Dagster', env: { DAGSTER_DISABLE_TELEMETRY: 'yes' } },
    {
      name: 'Metaflow',
      version: pip('metaflow'),
      write: writeFlow,
      prepare: [],
      command: {
        file: program('metaflow', 'python'),
        args: ['flow.py', '--quiet', 'run', '--max-workers', '2', '--max-num-splits', '1000'],
      },
      env: { USERNAME: 'bench', METAFLOW_DEFAULT_DATASTORE: 'local' },
    },
    {
      name: 'Airflow',
      version: pip('airflow', 'apache-airflow'),
      write: (root) => copy(root, 'airflow_steps.py'),
      prepare: [{ file: program('airflow'), args: ['db', 'migrate'] }],
      command: { file: program('airflow', 'python'), args: ['airflow_steps.py'] },
      env: {
        AIRFLOW_HOME: 'home',
        AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
        AIRFLOW__CORE__DAGS_FOLDER: '.',
        AIRFLOW__LOGGING__LOGGING_LEVEL: 'ERROR',
      },
    },
  ];
}

function copy(root: string, file: string): void {
  copyFileSync(join(PROJECTS, file), join(root, file));
}

function writeMakefile(root: string, shape: Shape): void {
  const targets = perStep(shape, (number) => ` out/s${number}`);
  const rules = perStep(shape, (number, before) => {
    const needs = before === null ? '' : ` out/s${before}`;
    return `out/s${number}:${needs}\n\t@touch $@\n`;
  });
  writeFileSync(join(root, 'Makefile'), `all:${targets}\n${rules}`);
}

function writePipeline(root: string, shape: Shape): void {
  const steps = perStep(shape, (number, before) => {
    const needs = before === null ? '' : `, needs: [s${before}]`;
    return `  s${number}: { run: "touch out/s${number}"${needs} }\n`;
  });
  mkdirSync(join(root, '.mlpipelines'));
  const head = 'name: bench\non: { workflow_dispatch: {} }\ndefaults: { run: { shell: sh } }\n';
  writeFileSync(join(root, '.mlpipelines', 'bench.yml'), `${head}steps:\n${steps}`);
}

function writeStages(root: string, shape: Shape): void {
  const stages = perStep(shape, (number, before) => {
    const deps = before === null ? '' : `    deps: [out/s${before}]\n`;
    // No copy of an empty file goes into its cache.
    const outs = `    outs: [{ out/s${number}: { cache: false } }]\n`;
    return `  s${number}:\n    cmd: touch out/s${number}\n${deps}${outs}`;
  });
  writeFileSync(join(root, 'dvc.yaml'), `stages:\n${stages}`);
}

/** Metaflow reads the source of a flow, so that each step of a chain has to be written. */
function writeFlow(root: string, shape: Shape): void {
  const touch = (name: string) => `        open(f"out/s${name}", "w").close()\n`;
  const step = (name: string, body: string) => `    @step\n    def ${name}(self):\n${body}\n`;
  const last = shape.count - 1;
  const steps =
    shape.shape === 'chain'
      ? perStep(shape, (number) => {
          const name = number === 0 ? 'start' : number === last ? 'end' : `s${number}`;
          const next = number + 1 === last ? 'end' : `s${number + 1}`;
          const goes = number === last ? '' : `        self.next(self.${next})\n`;
          return step(name, touch(String(number)) + goes);
        })
      : step(
          'start',
          `        self.numbers = list(range(${shape.count}))\n        self.next(self.each, foreach="numbers")\n`,
        ) +
        step('each', `${touch('{self.input}')}        self.next(self.join)\n`) +
        `    @step\n    def join(self, inputs):\n        self.next(self.end)\n\n` +
        step('end', '        pass\n');
  const head = 'from metaflow import FlowSpec, step\n\n\nclass Bench(FlowSpec):\n';
  writeFileSync(
    join(root, 'flow.py'),
    `${head}${steps}\nif __name__ == "__main__":\n    Bench()\n`,
  );
}
