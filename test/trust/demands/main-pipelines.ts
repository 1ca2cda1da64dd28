import { constantFrom, integer, record, type Arbitrary } from 'fast-check';
import type { Files } from './small-github.ts';
import { stringify } from 'yaml';

/** A pipeline file as a value. */
export type Document = Readonly<Record<string, unknown>>;
export type Documents = Readonly<Record<string, Document>>;

/** What the default branch has, by what was chosen of each list below. */
export type MainChoice = { readonly [name in keyof typeof CHOICES]: number };

export const CHURN = '.mlpipelines/churn.yml';
export const OTHER = '.mlpipelines/other.yml';

const TRIGGERS: readonly Document[] = [
  { pull_request: {} },
  { pull_request: null },
  { push: {}, pull_request: {} },
  { push: { branches: ['main'] }, pull_request: { branches: ['main'] } },
  { push: { branches: ['main'] }, pull_request: { paths: ['src/**', '!src/docs/**'] } },
  { push: { branches: ['topic', 'main'] } },
  { push: { branches: ['**', '!dev'] }, pull_request: { 'branches-ignore': ['dev'] } },
  { merge_group: { branches: ['main'] }, pull_request: { 'paths-ignore': ['docs/**'] } },
  { push: { tags: ['v*'] }, merge_group: null },
  { schedule: [{ cron: '0 3 * * 1' }] },
];
const BY_HAND = { command: ['retrain'], workflow_dispatch: {} };

const GOOD = { metric: 'auc', op: '>=', value: 0.9 };
const GATES: readonly Document[] = [
  { good: GOOD },
  { good: GOOD, quick: { metric: 'loss', op: '<', value: 0.5 } },
  { good: GOOD, even: { metric: 'auc', than: 'floor' } },
  { better: { metric: 'auc', baseline: 'merge-base', tolerance: 0.01 } },
  { better: { metric: 'auc', baseline: 'merge-base', tolerance: '1%', 'if-missing': 'fail' } },
  { good: GOOD, shown: { metric: 'loss', op: '<', value: 0.01, severity: 'warn' } },
  { shown: { metric: 'auc', op: '>=', value: 0.9, severity: 'warn' } },
];

const CONDITIONS: readonly (string | boolean | null)[] = [
  null,
  "github.event_name == 'pull_request'",
  "github['event_name'] == 'pull_request'",
  "github.ref == 'refs/heads/x'",
  "github.base_ref == 'main'",
  'params.full',
  "steps.detect.outputs.changed == 'true'",
  'always()',
  'failure()',
  true,
  false,
];

const MATRICES: readonly unknown[] = [
  null,
  { seed: [1, 2] },
  { seed: [1, 2], include: [{ seed: 3 }], exclude: [{ seed: 1 }] },
  '${{ fromJSON(steps.detect.outputs.cells) }}',
];

const CONCURRENCIES: readonly unknown[] = [
  null,
  'churn-${{ github.ref }}',
  { group: 'churn', 'cancel-in-progress': true },
];

/** What follows the step that judges. */
const TAILS: readonly Document[] = [
  {},
  { deploy: { needs: ['evaluate'], run: 'deploy', approval: {}, secrets: ['TOKEN'] } },
  {
    deploy: { needs: ['evaluate'], run: 'deploy', approval: { environment: 'production' } },
    monitor: {
      needs: ['deploy'],
      run: 'monitor',
      metrics: 'metrics.json',
      gates: { up: { metric: 'auc', op: '>', value: 0.2 } },
    },
  },
  {
    keep: { needs: ['evaluate'], register: { model: 'churn', from: 'train.model' } },
    ship: { needs: ['keep'], promote: { from: 'keep', alias: 'production' } },
  },
];

const EVALUATES: readonly Document[] = [
  {},
  { 'continue-on-error': true },
  { when: 'none-failed' },
  { when: 'one-failed' },
  { files: ['src/**'], cache: true },
  { env: { TOKEN: '${{ secrets.TOKEN }}' } },
  { params: ['epochs'], retry: 1, timeout: '1h' },
  {
    report: {
      examples: { path: 'answers.csv', id: 'id', metrics: { auc: { auc: ['label', 'score'] } } },
    },
  },
];

/** Which of them has a table of examples. */
export const WITH_EXAMPLES = EVALUATES.length - 1;

const OTHERS: readonly (Document | null)[] = [
  null,
  {
    name: 'other',
    on: { pull_request: {}, pipeline: { name: 'churn' } },
    steps: {
      check: {
        run: 'check',
        metrics: 'metrics.json',
        gates: { kept: { metric: 'loss', op: '<=', value: 0.4 } },
      },
    },
  },
  { name: 'other', on: { pull_request: {} }, steps: { tell: { run: 'tell' } } },
];

const CHOICES = {
  on: TRIGGERS,
  gates: GATES,
  condition: CONDITIONS,
  matrix: MATRICES,
  concurrency: CONCURRENCIES,
  tail: TAILS,
  evaluate: EVALUATES,
  other: OTHERS,
} as const;

/** The plainest first: what breaks a law is shrunk towards it. */
export const arbitraryMain: Arbitrary<MainChoice> = record({
  on: integer({ min: 0, max: TRIGGERS.length - 1 }),
  gates: integer({ min: 0, max: GATES.length - 1 }),
  condition: constantFrom(0, 0, 0, ...CONDITIONS.keys()),
  matrix: constantFrom(0, 0, ...MATRICES.keys()),
  concurrency: constantFrom(0, 0, ...CONCURRENCIES.keys()),
  tail: constantFrom(0, 0, ...TAILS.keys()),
  // What has examples is for the keys of the format alone: the trials of planted faults are drawn without it.
  evaluate: constantFrom(0, 0, ...[...EVALUATES.keys()].slice(0, WITH_EXAMPLES)),
  other: constantFrom(0, 0, ...OTHERS.keys()),
});

/** The pipelines of the default branch. */
export function mainPipelines(choice: MainChoice): Documents {
  const other = OTHERS[choice.other] ?? null;
  return { [CHURN]: churn(choice), ...(other !== null && { [OTHER]: other }) };
}

/** Whether a gate of it fails until the default branch has been measured, however good the change is. */
export function waitsForMain(choice: MainChoice): boolean {
  const gates: readonly unknown[] = Object.values(GATES[choice.gates] ?? {});
  return gates.some((gate) => typeof gate === 'object' && gate !== null && 'if-missing' in gate);
}

function churn(choice: MainChoice): Document {
  const condition = CONDITIONS[choice.condition] ?? null;
  const matrix = MATRICES[choice.matrix] ?? null;
  const concurrency = CONCURRENCIES[choice.concurrency] ?? null;
  const outputs = { changed: { type: 'string' }, cells: { type: 'json' } };
  return {
    name: 'churn',
    on: { ...TRIGGERS[choice.on], ...BY_HAND },
    params: {
      epochs: { type: 'number', default: 5 },
      full: { type: 'boolean', default: true },
    },
    ...(concurrency !== null && { concurrency }),
    steps: {
      detect: { run: 'detect', outputs },
      train: { run: 'train', outputs: { model: { type: 'model', path: 'model/' } } },
      evaluate: {
        needs: ['train'],
        ...(condition !== null && { if: condition }),
        ...(matrix !== null && { strategy: { matrix } }),
        run: 'evaluate --epochs ${{ params.epochs }}',
        metrics: { path: 'metrics.json', maximize: ['auc'], minimize: ['loss'] },
        gates: GATES[choice.gates],
        ...withoutReport(withoutWhen(EVALUATES[choice.evaluate] ?? {}, condition), matrix),
      },
      ...TAILS[choice.tail],
    },
  };
}

/** `when`, and an `if` that asks how steps ended, are not both allowed. */
function withoutWhen({ when, ...more }: Document, condition: unknown): Document {
  const asks = condition === 'always()' || condition === 'failure()';
  return when === undefined || asks ? more : { when, ...more };
}

/** A step with cells gives no report. */
function withoutReport({ report, ...more }: Document, matrix: unknown): Document {
  return report === undefined || matrix !== null ? more : { report, ...more };
}

/** As they lie in the repository. */
export function filesOf(documents: Documents): Files {
  const texts = Object.entries(documents).map(([path, value]) => [path, stringify(value)]);
  return Object.fromEntries(texts);
}
