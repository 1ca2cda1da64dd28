import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PlanStep } from '../../app/domain/plan.ts';
import { encodeManifest } from '../../content/manifest/manifest.ts';
import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import type {
  AttemptReport,
  ReportedArtifact,
  ReportedOutcome,
} from '../../schemas/attempt-report.generated.ts';
import { aStep } from '../support/build-plan.ts';
import { begun, ended, failed, succeeded } from '../support/script-host.ts';
import { attemptOf, type ClaimedAttempt } from './claimed-attempt.ts';
import { openApp, type TestApp } from './open-app.ts';
import { refusedFor } from './refused-for.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openApp();
});

const DIGEST = `sha256:${'d'.repeat(64)}`;
const BARE = aStep('train');
const SAVING = aStep('train', {
  checkpoint: { path: 'ckpt', save: 'on-quiet', everyMs: 60_000, keep: 1, resume: 'auto' },
});
const declares = (outputs: PlanStep['outputs']): PlanStep => aStep('train', { outputs });
const VALUES = declares({
  text: { type: 'string', optional: true },
  count: { type: 'number', optional: true },
  sure: { type: 'boolean', optional: true },
  list: { type: 'json', optional: true },
});
const MODEL = declares({ model: { type: 'model', path: 'm', optional: false } });
const MEASURED = aStep('train', {
  metrics: { path: 'm.json', live: null, primary: null, maximize: [], minimize: [] },
});
const EXAMINED = aStep('train', {
  report: {
    compare: [],
    examples: {
      path: 'p.csv',
      id: 'id',
      cluster: null,
      show: [],
      metrics: { accuracy: { type: 'mean', column: 'correct' } },
    },
  },
});
const TABLE = { digest: DIGEST, size: 40, rows: 2, format: 'csv' } as const;
const SLICED = aStep('train', { slices: { path: 's.csv', by: ['segment', 'region'] } });
const slicesOf = (...by: readonly Readonly<Record<string, string>>[]) => ({
  rows: by.map((each) => ({ by: each, n: 3, metrics: { auc: 0.5 } })),
});
const LIVE = aStep('train', {
  metrics: { path: null, live: 'live.jsonl', primary: null, maximize: [], minimize: [] },
});

const model = (given: Partial<ReportedArtifact> = {}): AttemptReport =>
  succeeded({
    artifacts: { model: { digest: DIGEST, type: 'model', path: 'm', size: 1, files: 1, ...given } },
  });
const values = (outputs: ReportedOutcome['products']['outputs']) => succeeded({ outputs });
const plots = (given: Partial<ReportedArtifact> = {}): AttemptReport => ({
  type: 'material',
  at: 1,
  plots: { digest: DIGEST, type: 'report', path: '.', size: 1, files: 1, ...given },
  summary: null,
});
const live: AttemptReport = {
  type: 'metrics',
  at: 1,
  samples: [{ step: 1, values: { loss: 0.5 } }],
};
const nested = (levels: number): unknown =>
  JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

/** What is told of a step, and what is said of it then. */
const LIES: Readonly<Record<string, readonly [PlanStep, AttemptReport, RegExp]>> = {
  'a start from a checkpoint that it was not given': [SAVING, begun(DIGEST), /was to start from/],
  'Python of a step that has none': [
    BARE,
    { type: 'started', at: 1, resumedFrom: null, environmentMs: 5 },
    /prepared Python/,
  ],
  'live metrics that are not declared': [BARE, live, /declares none/],
  'a checkpoint of a step without one': [
    BARE,
    { type: 'checkpoint', at: 1, digest: DIGEST, size: 1, files: 1 },
    /saves a checkpoint/,
  ],
  'plots that are not declared': [BARE, plots(), /keeps plots/],
  'plots that are a model': [
    aStep('train', { plots: [{ type: 'files', glob: 'p/*.png' }] }),
    plots({ type: 'model' }),
    /no plots/,
  ],
  'more plots than are kept': [
    aStep('train', { plots: [{ type: 'files', glob: 'p/*.png' }] }),
    plots({ files: EXECUTOR_LIMITS.plots + 1 }),
    /201 plots/,
  ],
  'a success with an error': [BARE, ended({ exitCode: 1 }), /exit code 1/],
  'a success of a class': [BARE, ended({ class: 'oom' }), /class oom/],
  'a cancellation of a class': [
    BARE,
    ended({ status: 'cancelled', class: 'infra' }),
    /cancelled with class infra/,
  ],
  'a failure without a class': [BARE, failed({ class: null }), /class null/],
  'a want of machines': [BARE, failed({ class: 'capacity' }), /no executor says/],
  'an interruption that is none': [
    BARE,
    failed({ status: 'interrupted', class: 'infra' }),
    /no executor says/,
  ],
  'an interruption that costs nothing': [
    BARE,
    failed({ status: 'interrupted', class: 'spot-interruption', charged: false }),
    /count against no retry/,
  ],
  'a failure that costs nothing': [BARE, failed({ charged: false }), /count against no retry/],
  'a failure by exit code 0': [
    BARE,
    failed({ class: 'exit-code', exitCode: 0 }),
    /exit code, which is 0/,
  ],
  'a stall of a step that may be quiet': [BARE, failed({ class: 'stall' }), /no stall-timeout/],
  'work lost without a checkpoint': [BARE, failed({ workLostMs: 5 }), /lost work/],
  'work lost by a success': [SAVING, ended({ workLostMs: 5 }), /lost work/],
  'outputs of a failure': [
    VALUES,
    failed({ products: { outputs: { text: 'x' }, artifacts: {}, metrics: {}, facts: {} } }),
    /did not succeed and has the output/,
  ],
  'an output that is not declared': [VALUES, values({ other: 'x' }), /"other", which its step/],
  'an output named as an object is': [VALUES, values({ constructor: 'x' }), /"constructor"/],
  'an artifact that is not declared': [BARE, model(), /"model", which its step/],
  'a text that is a number': [VALUES, values({ text: 1 }), /declared as string, and is a number/],
  'a number that is a text': [VALUES, values({ count: '1' }), /declared as number/],
  'a boolean that is a number': [VALUES, values({ sure: 1 }), /declared as boolean/],
  'JSON that is too deep': [VALUES, values({ list: nested(102) }), /deeper than 100/],
  'JSON as deep as a stack': [VALUES, values({ list: nested(3_000) }), /deeper than 100/],
  'values too large': [
    VALUES,
    values({ text: 'x'.repeat(EXECUTOR_LIMITS.outputBytes + 1) }),
    /larger than 1 MiB/,
  ],
  'a value where an artifact is declared': [MODEL, values({ model: 'x' }), /declared as an artif/],
  'an artifact where a value is declared': [
    declares({ model: { type: 'json', optional: false } }),
    model(),
    /declared as a value/,
  ],
  'a success without its output': [MODEL, succeeded(), /without its output model \(model\)/],
  'a success without its value': [
    declares({ text: { type: 'string', optional: false } }),
    succeeded(),
    /without its output text/,
  ],
  'an artifact of another type': [MODEL, model({ type: 'dataset' }), /declared as model/],
  'an artifact of another place': [MODEL, model({ path: 'elsewhere' }), /declared at m/],
  'metrics that are not declared': [
    BARE,
    succeeded({ metrics: { auc: 1 } }),
    /declares no metrics/,
  ],
  'facts that are not declared': [LIVE, succeeded({ facts: { a: 'b' } }), /declares no metrics/],
  'examples that are not declared': [BARE, succeeded({ examples: TABLE }), /declares none/],
  'a success that says nothing of its examples': [EXAMINED, succeeded(), /says nothing of its/],
  'examples that are written otherwise': [
    EXAMINED,
    succeeded({ examples: { ...TABLE, format: 'parquet' } }),
    /declared at p\.csv, and are parquet/,
  ],
  'examples of a failure': [
    EXAMINED,
    failed({
      products: { outputs: {}, artifacts: {}, metrics: {}, facts: {}, examples: TABLE },
    }),
    /did not succeed and has examples/,
  ],
  'slices that are not declared': [
    BARE,
    succeeded({ slices: slicesOf({ segment: 'a' }) }),
    /has slices, and its step declares none/,
  ],
  'a success that says nothing of its slices': [SLICED, succeeded(), /nothing of its slices/],
  'slices by another column': [
    SLICED,
    succeeded({ slices: slicesOf({ plan: 'a' }) }),
    /by a column that its step does not declare/,
  ],
  'a slice twice': [
    SLICED,
    succeeded({
      slices: slicesOf({ segment: 'a', region: 'b' }, { region: 'b', segment: 'a' }),
    }),
    /has a slice twice/,
  ],
  'slices of a failure': [
    SLICED,
    failed({
      products: {
        outputs: {},
        artifacts: {},
        metrics: {},
        facts: {},
        slices: slicesOf({ segment: 'a' }),
      },
    }),
    /did not succeed and has slices/,
  ],
  'more metrics than are taken': [
    MEASURED,
    succeeded({
      metrics: Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`m${at}`, at])),
      facts: { one: 'more' },
    }),
    /10001 metrics/,
  ],
};

describe('a report that cannot be true', () => {
  it.each(Object.entries(LIES))(
    'is refused and ends its attempt: %s',
    (_title, [step, lie, reason]) => refusedFor(app, step, { lie, reason }),
  );

  it('costs a retry as any failure does', async () => {
    const { retry } = BARE;
    const again = { ...retry, limits: { ...retry.limits, failure: 1 } };
    const attempt = await attemptOf(app, aStep('train', { retry: again }));
    await attempt.report(1, begun(), live);
    expect(await attempt.end()).toMatchObject({ status: 'running', attempts: 2 });
  });
});

describe('what an artifact holds', () => {
  const stored = async (attempt: ClaimedAttempt, path: string, single: boolean) => {
    const part = randomBytes(40);
    const digest = await attempt.store(part);
    const entry = { path, type: 'file', mode: 0o644, size: 40, digest } as const;
    return attempt.store(encodeManifest({ format: 1, single, entries: [entry] }));
  };

  it('is one file where a file is declared', async () => {
    const step = declares({ model: { type: 'file', path: 'm', optional: false } });
    const attempt = await attemptOf(app, step);
    const digest = await stored(attempt, 'm', false);
    const lie = model({ digest, type: 'file', size: 40 });
    expect(await attempt.report(1, begun(), lie)).toMatchObject({ code: 'invalid-artifact' });
    expect(await attempt.end()).toMatchObject({ status: 'failed' });
    const honest = await attemptOf(app, step);
    const file = await stored(honest, '.', true);
    await honest.report(1, begun(), model({ digest: file, type: 'file', size: 40 }));
    expect(await honest.end()).toMatchObject({ status: 'succeeded' });
  });

  it('may say what it measured slice by slice, or why it could not', async () => {
    for (const slices of [
      slicesOf({ segment: 'a' }, { region: 'b' }),
      { notRead: 'it is empty' },
    ]) {
      const honest = await attemptOf(app, SLICED);
      await honest.report(1, begun(), succeeded({ slices }));
      expect(await honest.end()).toMatchObject({ status: 'succeeded' });
    }
  });

  it('is one file where examples are, as large as it is said', async () => {
    const said = (digest: string, size: number) =>
      succeeded({ examples: { ...TABLE, digest, size } });
    const attempt = await attemptOf(app, EXAMINED);
    const folder = said(await stored(attempt, 'p.csv', false), 40);
    expect(await attempt.report(1, begun(), folder)).toMatchObject({ code: 'invalid-artifact' });
    const another = await attemptOf(app, EXAMINED);
    const large = said(await stored(another, '.', true), 41);
    expect(await another.report(1, begun(), large)).toMatchObject({ code: 'invalid-artifact' });
    const stranger = await attemptOf(app, EXAMINED);
    expect(await stranger.report(1, begun(), said(DIGEST, 40))).toMatchObject({
      code: 'not-given',
    });
    const honest = await attemptOf(app, EXAMINED);
    await honest.report(1, begun(), said(await stored(honest, '.', true), 40));
    expect(await honest.end()).toMatchObject({ status: 'succeeded' });
    const frank = await attemptOf(app, EXAMINED);
    await frank.report(1, begun(), succeeded({ examples: { notCompared: 'it is empty' } }));
    expect(await frank.end()).toMatchObject({ status: 'succeeded' });
  });

  it('are plots that the step names, and else they are not kept', async () => {
    const step = aStep('train', { plots: [{ type: 'files', glob: 'p/*.png' }] });
    const attempt = await attemptOf(app, step);
    const other = await stored(attempt, 'secrets/key.pem', false);
    const lie = plots({ digest: other, size: 40 });
    expect(await attempt.report(1, begun(), lie)).toMatchObject({ code: 'invalid-artifact' });
    const named = await stored(attempt, 'p/loss.png', false);
    const answer = await attempt.report(2, plots({ digest: named, size: 40 }), succeeded());
    expect(answer).toMatchObject({ standing: 'over', reported: 3 });
    expect(await attempt.end()).toMatchObject({ status: 'succeeded' });
  });
});

describe('what has a bound', () => {
  const line = (text: string) => ({ stream: 'stdout', text }) as const;
  const sample = (value: Record<string, number>) => ({ step: 1, values: value });
  it.each<[string, object]>([
    ['lines', { type: 'output', at: 1, lines: Array(2001).fill(line('x')) }],
    ['a line', { type: 'output', at: 1, lines: [line('x'.repeat(17_000))] }],
    ['samples', { type: 'metrics', at: 1, samples: Array(1001).fill(sample({ a: 1 })) }],
    ['a name', { type: 'metrics', at: 1, samples: [sample({ ['x'.repeat(201)]: 1 })] }],
    ['a time', { type: 'output', at: 1e300, lines: [] }],
    ['a size', { type: 'checkpoint', at: 1, digest: DIGEST, size: 1e300, files: 1 }],
    ['a summary', { type: 'material', at: 1, plots: null, summary: 'x'.repeat(1_048_577) }],
    ['a message', failed({ message: 'x'.repeat(16_385) })],
    ['rows', succeeded({ examples: { ...TABLE, rows: 5_000_001 } })],
    ['a reason', succeeded({ examples: { notCompared: 'x'.repeat(2001) } })],
    ['an exit code', failed({ exitCode: 1e300 })],
  ])('is refused beyond it: %s', async (_title, report) => {
    const attempt = await attemptOf(app, SAVING);
    const answer = await attempt.say('reports', { type: 'reports', first: 1, reports: [report] });
    expect(answer).toMatchObject({ code: 'unreadable-request' });
  });

  it('is what live metrics of an attempt weigh together: more is left out, and the attempt goes on', async () => {
    const attempt = await attemptOf(app, LIVE);
    const liveWeight = EXECUTOR_LIMITS.liveWeight - 15;
    await app.now().store.claims.advance(attempt.claim, { reported: 1, liveWeight });
    expect(await attempt.report(2, live)).toMatchObject({ reported: 2 });
    expect(await attempt.report(3, live)).toMatchObject({ code: 'too-large' });
    expect(await attempt.report(3, succeeded())).toMatchObject({ standing: 'over', reported: 3 });
    expect(await attempt.end()).toMatchObject({ status: 'succeeded' });
  });
});
