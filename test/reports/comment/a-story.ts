import type { CommentedRun } from '../../../app/reports/comment/commented-run.ts';
import type { Merging, RunStory, TrainingCurves } from '../../../app/reports/comment/run-story.ts';
import type { Side } from '../../../app/reports/report/report.ts';
import { makeReport } from '../../../app/reports/report/make-report.ts';
import { reportedStep } from '../../../app/reports/report/reported-step.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import type { AttemptRow, RunHeader, StepRow } from '../../../app/domain/run/run.ts';
import { aHeader, aPlan, aPlanStep, anAttempt, aStep, T0 } from '../build-run.ts';

const METRICS = {
  path: 'm.json',
  live: null,
  primary: 'val_auc',
  maximize: ['val_auc', 'recall.lowest'],
  minimize: ['log_loss', 'latency_p95_ms', 'size_mb'],
};
const PLAN = {
  ...aPlan([
    aPlanStep('features'),
    aPlanStep('train', { metrics: { ...METRICS, live: 'live.jsonl' } }),
    aPlanStep('evaluate', { metrics: METRICS }),
  ]),
  lines: { features: 7, train: 12, evaluate: 21, 'evaluate.gates.size': 31 },
};
export const OVER = { state: 'over', result: 'success', startedAt: T0, endedAt: T0 } as const;
const SUCCEEDED = { status: 'succeeded', endedAt: T0 + 2_040_000 } as const;

const SURE = (name: string, value: number, half: number) => ({
  [name]: value,
  [`${name}.low`]: value - half,
  [`${name}.high`]: value + half,
});
const MEASURED = {
  ...SURE('val_auc', 0.9134, 0.004),
  log_loss: 0.2311,
  'recall.lowest': 0.861,
  latency_p95_ms: 11.4,
  size_mb: 44.1,
  rows: 9646,
};
const BEFORE = {
  ...SURE('val_auc', 0.8992, 0.004),
  log_loss: 0.2356,
  'recall.lowest': 0.874,
  latency_p95_ms: 11.2,
  size_mb: 31.7,
  rows: 9646,
};
const gate = { metric: 'size_mb', op: '<=', value: 44.1, threshold: 40 } as const;
const GATES = [
  {
    ...gate,
    id: 'good',
    metric: 'val_auc',
    verdict: 'pass',
    message: 'gate good: val_auc 0.9134: must be at least 0.85',
  },
  {
    ...gate,
    id: 'size',
    verdict: 'warn',
    message: 'gate size: size_mb 44.1: must be at most 40',
  },
] as const;

export const ROWS: readonly StepRow[] = [
  aStep('features', { ...OVER, order: 0, cached: true }),
  aStep('train', { ...OVER, order: 1 }),
  aStep('evaluate', { ...OVER, order: 2, metrics: MEASURED, gates: GATES }),
];
const ATTEMPTS = [
  anAttempt('train', { endedAt: T0 + 1_800_000 }),
  anAttempt('evaluate', { endedAt: T0 + 60_000 }),
];

const BLOB = 'https://github.test/acme/churn/blob/a381992';
const PAGE = 'https://mlp.example/runs';
export const MAIN: Side = {
  name: 'main',
  is: 'merge-base',
  version: null,
  run: { id: 'r31', sha: null, number: '31', page: `${PAGE}/31`, params: {} },
  found: { type: 'measured', metrics: BEFORE },
};

/** A curve that comes down. */
function aCurve(metric: string, of: string | null, [from, to]: readonly [number, number]) {
  const points = Array.from({ length: 30 }, (_, at) => ({
    step: at + 1,
    value: Number((to + (from - to) * Math.exp(-at / 7)).toFixed(4)),
  }));
  return { metric, of, points };
}

export const TRAINING: TrainingCurves = {
  key: 'train',
  unit: 'epoch',
  metric: 'val_loss',
  goal: 'down',
  isThinned: false,
  lines: [
    aCurve('val_loss', null, [0.69, 0.26]),
    aCurve('val_loss', 'main', [0.7, 0.27]),
    aCurve('loss', null, [0.67, 0.22]),
  ],
};

export const STORY: RunStory = {
  running: [],
  training: TRAINING,
  pictures: { shown: [], trouble: null },
  changes: {
    side: 'main',
    params: [{ name: 'hidden', value: 24, other: 16 }],
    files: {
      count: 3,
      isComplete: true,
      first: [
        { path: 'src/train.py', lines: { added: 4, removed: 1 } },
        { path: 'src/network.py', lines: { added: 11, removed: 2 } },
        { path: 'docs/curve.png', lines: null },
      ],
    },
    data: [
      {
        name: 'features.sets',
        digest: `sha256:4d6e80${'0'.repeat(58)}`,
        before: `sha256:4d6e80${'0'.repeat(58)}`,
      },
    ],
  },
  earlier: {
    metric: 'val_auc',
    more: 0,
    runs: [
      {
        number: '11',
        page: `${PAGE}/11`,
        sha: 'b012996aaaaaaaaa',
        startedBy: '/retrain epochs=200',
        actor: 'ada',
        status: 'succeeded',
        value: 0.9101,
        ms: 4_260_000,
      },
      {
        number: '10',
        page: null,
        sha: 'b012996aaaaaaaaa',
        startedBy: 'push',
        actor: 'ada',
        status: 'failed',
        value: null,
        ms: 900,
      },
    ],
  },
  merging: null,
  another: '/retrain hidden=48',
};

/** A branch whose runs deploy after somebody's word. */
export const MERGING: Merging = {
  branch: 'main',
  nothing: null,
  isSure: true,
  isProtected: true,
  deploys: [
    {
      step: 'deploy',
      moves: [{ name: 'churn@production', now: 14 }],
      approval: { reviewers: ['@acme/ml-leads', 'grace'], count: 1, environment: 'production' },
      gates: [{ step: 'evaluate', ids: ['good'] }],
      isSure: true,
    },
  ],
  work: {
    again: ['deploy'],
    taken: ['train', 'evaluate'],
    cached: ['features'],
    perhaps: ['notify'],
  },
  typed: [],
  changedFile: null,
};

export type Told = {
  readonly header?: Partial<RunHeader>;
  readonly rows?: readonly StepRow[];
  readonly attempts?: readonly AttemptRow[];
  readonly sides?: readonly Side[];
  readonly story?: Partial<RunStory>;
  readonly tails?: CommentedRun['tails'];
  readonly sources?: CommentedRun['sources'];
};

/** A run of a pull request with all that is told of it, but for what `told` says otherwise. */
export function aCommentedRun(told: Told = {}): CommentedRun {
  const view = makeRunView({
    plan: PLAN,
    header: aHeader({ ...SUCCEEDED, ...told.header }),
    steps: told.rows ?? ROWS,
    attempts: told.attempts ?? ATTEMPTS,
    models: [],
    aliases: [],
  });
  const step = reportedStep(view, PLAN);
  return {
    view,
    plan: PLAN,
    tails: told.tails ?? new Map(),
    report: step === null ? null : makeReport(step, PLAN, told.sides ?? [MAIN]),
    page: `${PAGE}/12`,
    urlOf: ({ path, line }) => `${BLOB}/${path}#L${line}`,
    ...(told.sources !== undefined && { sources: told.sources }),
    story: { ...STORY, ...told.story },
  };
}
