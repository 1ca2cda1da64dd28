import { beforeAll, it } from 'vitest';
import type { PlanStep } from '../../app/domain/plan.ts';
import type { AttemptReport, ReportedJudge } from '../../schemas/attempt-report.generated.ts';
import { aStep } from '../support/build-plan.ts';
import { succeeded } from '../support/script-host.ts';
import { openApp, type TestApp } from './open-app.ts';
import { refusedFor } from './refused-for.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openApp();
});

const DIGEST = `sha256:${'d'.repeat(64)}`;
const TABLE = { digest: DIGEST, size: 40, rows: 2, format: 'csv' } as const;
const judging = (first: string | null, labelled = false): PlanStep =>
  aStep('train', {
    report: {
      compare: [],
      examples: {
        path: 'p.csv',
        id: 'id',
        cluster: null,
        show: [],
        metrics: { good: { type: 'mean', column: 'verdict' } },
        verdicts: { verdict: 'verdict', sample: null, first, scale: null },
      },
      judge: {
        metric: 'good',
        model: 'judge-1',
        floats: false,
        prompt: 'judge.md',
        promptFromCommand: 'judge.md',
        temperature: null,
        seed: null,
        against: null,
        calibration: labelled ? { labels: 'labels.csv', verdicts: 'c.csv' } : null,
      },
    },
  });
const COUNTS = {
  items: 1,
  unjudged: 0,
  verdicts: 2,
  unparsed: 1,
  missing: 0,
  samples: 1,
  pairs: null,
};
const JUDGED = { digest: DIGEST, counts: COUNTS, calibration: null };
const told = (judge: ReportedJudge): AttemptReport => succeeded({ examples: { ...TABLE, judge } });
const { judge: _, ...unjudged } = judging(null).report ?? { compare: [] };
const UNJUDGED = aStep('train', { report: unjudged });

const LIES: Readonly<Record<string, readonly [PlanStep, AttemptReport, RegExp]>> = {
  'verdicts of a judge that is not declared': [UNJUDGED, told(JUDGED), /declares none/],
  'a success that says nothing of its judge': [
    judging(null),
    succeeded({ examples: TABLE }),
    /says nothing of its judge/,
  ],
  'pairs where answers are judged one by one': [judging('first'), told(JUDGED), /to see pairs/],
  'more unreadable verdicts than there are': [
    judging(null),
    told({ ...JUDGED, counts: { ...COUNTS, unparsed: 3 } }),
    /more verdicts are unreadable/,
  ],
  'a cost that no column is named for': [
    judging(null),
    told({ ...JUDGED, cost: { calls: 2, tokens: 1, dollars: null, unsaid: 0 } }),
    /names no column/,
  ],
  'labels that are not declared': [
    judging(null),
    told({ ...JUDGED, calibration: { type: 'unknown', reason: 'none' } }),
    /calibrated by labels/,
  ],
  'a metric that neither its judge nor a file gives': [
    judging(null),
    succeeded({
      metrics: { good: 1, 'good.low': 0, other: 1 },
      examples: { ...TABLE, judge: JUDGED },
    }),
    /has the metric "other"/,
  ],
  'other labels than there are': [
    judging(null, true),
    told({
      ...JUDGED,
      calibration: {
        type: 'labelled',
        table: [
          [1, 2],
          [1, 2, 3],
        ],
        unjudged: 0,
      },
    }),
    /knows 2 labels/,
  ],
};

it.each(Object.entries(LIES))(
  'is refused and ends its attempt: %s',
  (_title, [step, lie, reason]) => refusedFor(app, step, { lie, reason }),
);
