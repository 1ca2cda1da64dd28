import type { Path } from '../problems/finding.ts';
import { isAt } from '../place.ts';
import { RETRY } from './value-hints.ts';

/** What to write instead of a key that people bring along from another tool; null for a key of no such fame. */
export function hintForKey(path: Path): string | null {
  const key = String(path.at(-1));
  const place = path.slice(0, -1);
  if (place.length === 0) return Object.hasOwn(ROOT_KEYS, key) ? (ROOT_KEYS[key] ?? null) : null;
  const found = KEY_HINTS.find(([at, hints]) => isAt(place, at) && Object.hasOwn(hints, key));
  return found?.[1][key] ?? null;
}

type Hints = Readonly<Record<string, string>>;

const NEEDS = 'write `needs: [step]` for order; an input `name: step.output` is an edge by itself';
const RUN = 'the command of a step is `run`';
const MATRIX = 'write `strategy: { matrix: { name: [1, 2] } }`';
const TIMEOUT = 'write `timeout: 90m`';
const PERMISSIONS = 'leave it out: a step gets no GitHub token, only the secrets that it names';

const ROOT_KEYS: Hints = {
  jobs: 'what GitHub Actions calls a job is a step here: write `steps`, a map of them by id',
  job: 'write `steps`, a map of steps by id',
  stages: 'write `steps`, a map of steps by id; `run` is the command of each',
  stage: 'write `steps`, a map of steps by id',
  tasks: 'write `steps`, a map of steps by id',
  nodes: 'write `steps`, a map of steps by id',
  dag: 'write `steps`, a map of steps by id, and `needs` for their order',
  pipeline: 'write `name` and `steps` at the top of the file',
  true: '`on` became true, which a tool with YAML 1.1 does: write `on:` without it',
  triggers: 'write `on`',
  schedule: 'write `on: { schedule: [{ cron: "0 3 * * 1" }] }`',
  inputs: "values that whoever starts a run may set are `params`; `inputs` are a step's artifacts",
  parameters: 'write `params: { epochs: { type: number, default: 20 } }`',
  vars: 'write `params`, and read them as `${{ params.name }}`',
  variables: 'write `params` for what a run may set, `env` for environment variables',
  secrets: 'secrets are named by the step that needs them: `env: { KEY: "${{ secrets.KEY }}" }`',
  permissions: PERMISSIONS,
  'run-name': 'write `name`; a run has a number',
  image: 'write `container` in the step',
  'timeout-minutes': 'write `defaults: { timeout: 90m }`',
};

const STEP_KEYS: Hints = {
  deps: 'what a step takes from others is `inputs: { name: step.output }`, what it sees of the repository `files: [src/train.py]`',
  dependencies: NEEDS,
  outs: 'write `outputs: { name: { type: dataset, path: data/train } }`',
  artifacts: 'write `outputs: { name: { type: file, path: out.csv } }`',
  cmd: RUN,
  command: RUN,
  script: RUN,
  entrypoint: RUN,
  wdir: 'write `working-directory`',
  workdir: 'write `working-directory`',
  cwd: 'write `working-directory`',
  foreach: `${MATRIX}, and \`\${{ matrix.name }}\` in \`run\``,
  matrix: MATRIX,
  'fail-fast': 'it belongs in `strategy`',
  'max-parallel': 'it belongs in `strategy`, beside `matrix`',
  depends_on: NEEDS,
  'depends-on': NEEDS,
  dependsOn: NEEDS,
  upstream: NEEDS,
  after: NEEDS,
  trigger_rule: 'write `when: one-success`',
  retries: RETRY,
  max_retries: RETRY,
  'timeout-minutes': TIMEOUT,
  timeout_minutes: TIMEOUT,
  execution_timeout: TIMEOUT,
  image: 'write `container: image`',
  docker: 'write `container: image`',
  steps:
    'a step here is one job of GitHub Actions: give each command a step of its own, or put them below one `run: |`',
  environment:
    'write `env` for variables, `approval: { environment: production }` for a GitHub environment',
  permissions: PERMISSIONS,
  always_changed: 'write `cache: false`',
  frozen: 'leave it out: an unchanged step is taken from the cache',
  gpu: 'write `resources: { gpu: { count: 1 } }`',
  gpus: 'write `resources: { gpu: { count: 1 } }`',
  cpu: 'it belongs in `resources`',
  memory: 'it belongs in `resources`',
  spot: 'it belongs in `resources`',
  'max-price': 'it belongs in `resources`',
  budget:
    'it belongs at the top of the file, for a whole run; `resources.max-price` limits a machine',
  concurrency:
    'it belongs at the top of the file, for whole runs; `strategy.max-parallel` limits cells',
  python: 'it belongs at the top of the file, for all steps',
  id: 'the key of a step is its id',
  description: 'write `name`',
  type: 'a label for people is `kind`',
  allow_failure: 'write `continue-on-error: true`',
};

const NOT_YET = 'it is not supported yet: leave it out';

const KEY_HINTS: readonly (readonly [place: string, hints: Hints])[] = [
  ['steps/*', STEP_KEYS],
  ['on/workflow_dispatch', { inputs: 'write `params` at the top of the file' }],
  [
    'on/pull_request',
    { types: 'leave it out: a run starts when a pull request is opened or moves' },
  ],
  [
    'on',
    {
      repository_dispatch: 'write `workflow_dispatch`',
      cron: 'write `schedule`',
      pull_request_target: 'write `pull_request`',
    },
  ],
  [
    'steps/*/retry',
    {
      limit: RETRY,
      max: RETRY,
      attempts: RETRY,
      times: RETRY,
      spot: 'write `spot-interruption`',
      interruption: 'write `spot-interruption`',
      delay: 'write `backoff: { initial: 30s }`',
    },
  ],
  [
    'steps/*/resources',
    {
      gpus: 'write `gpu: { count: 1 }`',
      cpus: 'write `cpu`',
      ram: 'write `memory: 32Gi`',
      mem: 'write `memory: 32Gi`',
      architecture: 'write `arch: arm64`',
      prewarm: NOT_YET,
      'keep-warm': NOT_YET,
    },
  ],
  [
    'steps/*/gates/*',
    {
      min: 'write `op: ">="` and `value`',
      max: 'write `op: "<="` and `value`',
      threshold: 'write `op` and `value`',
    },
  ],
  ['steps/*/cache', { key: 'leave it out: the key is made of everything the step sees' }],
  [
    'params/*',
    {
      required: 'leave it out: a param without `default` must be given',
      choices: 'write `options`',
      enum: 'write `options`',
      min: 'write `minimum`',
      max: 'write `maximum`',
    },
  ],
];
