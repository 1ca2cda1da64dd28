import { describe, expect, test } from 'vitest';
import { lineText, type Line } from '../../app/reports/layout/line.ts';
import { metricRows, metricsTable } from '../../app/reports/terminal/metrics-table.ts';
import { outputLine } from '../../app/reports/words/named-output.ts';
import { runChanges } from '../../app/reports/terminal/progress-lines.ts';
import { makeRunView } from '../../app/reports/view/run-view.ts';
import { whyStory } from '../../app/reports/terminal/why-lines.ts';
import { LONG_PLAN, LONG_RUN } from './a-long-run.ts';
import { aHeader, aPlan, aPlanStep, aStep, anAttempt } from './build-run.ts';

const text = (lines: readonly Line[]): string => lines.map((line) => lineText(line)).join('\n');
const view = makeRunView(LONG_RUN);

describe('why', () => {
  test('tells of needs, cache, attempts and what came of them, and gates', () => {
    const cache = ['src/train.py changed since #11'];
    expect(text(whyStory({ view, plan: LONG_PLAN, key: 'train', cache, approvals: [] }, 80)))
      .toMatchInlineSnapshot(`
        "✓ train of churn #12: succeeded

        Needs
          ✓ data  cached

        Condition
          when: all-success

        Cache
          src/train.py changed since #11

        Attempts
          1  failed (exit code 75) after 1m 00s
             8s of work was lost
             retried after 10s
          2  succeeded in 1m 55s
             continued from checkpoint sha256:eeeeeeeeeeee"
      `);
    expect(text(whyStory({ view, plan: LONG_PLAN, key: 'evaluate', cache: [], approvals: [] }, 80)))
      .toMatchInlineSnapshot(`
        "✗ evaluate of churn #12: rejected
          gate quality: auc 0.81: must be at least 0.85

        Needs
          ✓ train  succeeded

        Condition
          when: all-success

        Attempts
          1  succeeded in 7s

        Gates
          ✗ quality  auc 0.81: must be at least 0.85
          ✓ latency  p95_ms 31: must be at most 50
          ○ regress  auc 0.81: there is no merge-base yet"
      `);
  });

  test('tells who decided about a deployment, and of a matrix step how its cells stand', () => {
    const reviewers = ['@acme/ml-leads', 'octocat'];
    const approval = { environment: 'production', reviewers, count: 1, expiresMs: 1 };
    const plan = aPlan([aPlanStep('deploy', { approval })]);
    const steps = [aStep('deploy', { state: 'over', result: 'rejected' })];
    const approvals = [{ by: 'ada', decision: 'rejected', comment: 'drift', at: 0 }] as const;
    const deploy = { view: makeRunView({ ...LONG_RUN, plan, steps }), plan, key: 'deploy' };
    expect(text(whyStory({ ...deploy, cache: [], approvals }, 80))).toContain(
      'Approval\n  needs 1 approval for production, by @acme/ml-leads, octocat\n  ✗ ada rejected it: drift  1970-01-01 00:00',
    );
    const sweep = { view, plan: LONG_PLAN, key: 'sweep', cache: [], approvals: [] };
    expect(text(whyStory(sweep, 80))).toContain('Cells\n  ✗ sweep[seed=2]  failed: oom, SIGKILL\n');
  });

  test('says what gates ask that were not judged, tolerance and all', () => {
    const test = {
      type: 'baseline',
      baseline: { type: 'alias', model: 'churn', alias: 'production' },
      goal: 'maximize',
      tolerance: { type: 'relative', amount: 0.005 },
      ifMissing: 'fail',
    } as const;
    const gates = [
      { id: 'regress', metric: 'auc', severity: 'fail', test },
      {
        id: 'latency',
        metric: 'p95_ms',
        severity: 'warn',
        test: { type: 'value', op: '<=', value: 50 },
      },
    ] as const;
    const plan = aPlan([aPlanStep('evaluate', { gates })]);
    const steps = [aStep('evaluate', { state: 'over', result: 'failure' })];
    const failed = { view: makeRunView({ ...LONG_RUN, plan, steps }), plan, key: 'evaluate' };
    expect(text(whyStory({ ...failed, cache: [], approvals: [] }, 80))).toContain(
      [
        'Gates',
        '  · regress asks for auc at most 0.5% below churn@production, which must exist',
        '  · latency asks for p95_ms <= 50 (only warns)',
      ].join('\n'),
    );
  });

  test('says which budget is spent when nothing was tried again', () => {
    const story = text(
      whyStory({ view, plan: LONG_PLAN, key: 'sweep[seed=2]', cache: [], approvals: [] }, 80),
    );
    expect(story).toContain('not retried: `retry.oom` is 0');
  });

  test('says that nothing was tried again because it was cancelled, or what else ended it', () => {
    const lost = anAttempt('train', { status: 'interrupted', class: 'infra', exitCode: null });
    const plan = aPlan([aPlanStep('train')]);
    const tellOf = (change: Parameters<typeof aStep>[1]) => {
      const steps = [aStep('train', { state: 'over', ...change })];
      const told = makeRunView({ ...LONG_RUN, plan, steps, attempts: [lost] });
      return text(whyStory({ view: told, plan, key: 'train', cache: [], approvals: [] }, 80));
    };
    expect(tellOf({ result: 'cancelled', reason: 'cancelled by ada' })).toContain(
      'not retried: it was cancelled',
    );
    expect(tellOf({ result: 'failure', reason: 'its deadline passed' })).toContain(
      'not retried: its deadline passed',
    );
    expect(tellOf({ result: 'success', cached: true })).toContain(
      'not retried: its work was taken from another run',
    );
  });

  test('a rejected step says the numbers of its gates as they are said elsewhere', () => {
    const message = 'gate auc: auc 0.7799999999999999: must be at least 0.7986';
    const known = { id: 'auc', metric: 'auc', op: '>=', value: 0.78, threshold: 0.7986 } as const;
    const gates = [{ ...known, verdict: 'fail', message }] as const;
    const plan = aPlan([aPlanStep('train')]);
    const steps = [aStep('train', { state: 'over', result: 'rejected', reason: message, gates })];
    const told = makeRunView({ ...LONG_RUN, plan, steps });
    expect(
      text(whyStory({ view: told, plan, key: 'train', cache: [], approvals: [] }, 80)),
    ).toContain('rejected\n  gate auc: auc 0.78: must be at least 0.7986');
  });

  test('shows the condition of a step that was skipped', () => {
    const story = text(
      whyStory({ view, plan: LONG_PLAN, key: 'deploy', cache: [], approvals: [] }, 80),
    );
    expect(story).toContain("if: github.ref == 'refs/heads/main'");
  });

  test('has nothing to say of a step that is not there', () => {
    expect(whyStory({ view, plan: LONG_PLAN, key: 'nope', cache: [], approvals: [] }, 80)).toEqual(
      [],
    );
  });
});

describe('metrics', () => {
  const aRun = (number: number, auc: number, loss: number) =>
    makeRunView({
      ...LONG_RUN,
      header: aHeader({ number }),
      steps: [aStep('train', { metrics: { auc, loss, rows: 100 } })],
    });

  test('beside another run say of what nobody knows the noise that nobody can tell', () => {
    const table = metricsTable(
      { view: aRun(12, 0.91, 0.3), other: aRun(11, 0.9, 0.25), plan: LONG_PLAN },
      80,
    );
    expect(text(table)).toMatchInlineSnapshot(`
      "step   metric  churn #12  churn #11  change
      train  auc          0.91        0.9   +0.01  cannot tell
      train  loss          0.3       0.25   +0.05  cannot tell
      train  rows          100        100       ="
    `);
  });

  test('beside another run say what a report says of it by what the steps wrote', () => {
    const sure = (number: number, auc: number, loss: number) =>
      makeRunView({
        ...LONG_RUN,
        header: aHeader({ number }),
        steps: [
          aStep('train', {
            metrics: {
              auc,
              'auc.low': auc - 0.002,
              'auc.high': auc + 0.002,
              loss,
              'loss.low': loss - 0.1,
              'loss.high': loss + 0.1,
            },
          }),
        ],
      });
    const sides = { view: sure(12, 0.91, 0.3), other: sure(11, 0.9, 0.25), plan: LONG_PLAN };
    expect(text(metricsTable(sides, 80))).toMatchInlineSnapshot(`
      "step   metric  churn #12  churn #11  change
      train  auc          0.91        0.9   +0.01  better
      train  loss          0.3       0.25   +0.05  no detectable change"
    `);
    const worse = { ...sides, view: sides.other, other: sides.view };
    expect(metricRows(worse.view, worse.other, LONG_PLAN).map(({ change }) => change)).toEqual([
      'worse',
      'no-detectable-change',
    ]);
  });

  test('of one run alone are only its values', () => {
    expect(text(metricsTable({ view: aRun(12, 0.91, 0.3), other: null, plan: LONG_PLAN }, 80)))
      .toMatchInlineSnapshot(`
      "step   metric  churn #12
      train  auc          0.91
      train  loss          0.3
      train  rows          100"
    `);
  });

  test('that nobody said a direction for are neither better nor worse', () => {
    const rows = metricRows(aRun(12, 0.91, 0.3), aRun(11, 0.91, 0.3), aPlan([aPlanStep('train')]));
    expect(rows.map((row) => [row.delta, row.change])).toEqual([
      [0, null],
      [0, null],
      [0, null],
    ]);
  });

  test('that only one of the runs has have no difference', () => {
    const rows = metricRows(aRun(12, 0.91, 0.3), view, LONG_PLAN);
    expect(rows.find((row) => row.metric === 'rows')).toMatchObject({ other: null, delta: null });
    expect(rows.find((row) => row.step === 'evaluate')).toMatchObject({ value: null, delta: null });
  });
});

describe('changes of a run', () => {
  const plan = aPlan([aPlanStep('train')]);
  const seen = (state: Parameters<typeof aStep>[1], attempts = [anAttempt('train')]) =>
    makeRunView({ ...LONG_RUN, plan, steps: [aStep('train', state)], attempts });
  const running = anAttempt('train', { status: 'running', endedAt: null });
  const failed = anAttempt('train', { status: 'failed', class: 'exit-code', exitCode: 3 });

  test('say of a run of a concurrency group that it is queued, and later that it started', () => {
    const grouped = aPlan([aPlanStep('train')], {
      concurrency: { group: 'churn-main', cancelInProgress: false, queue: 'one' },
    });
    const at = (status: 'queued' | 'running', startedAt: number | null) =>
      makeRunView({
        ...LONG_RUN,
        plan: grouped,
        header: aHeader({ status, startedAt }),
        steps: [],
      });
    const [queued, running] = [at('queued', null), at('running', 1)];
    expect(text(runChanges(null, queued, grouped))).toBe(
      '○ churn #12 queued in concurrency group churn-main',
    );
    expect(text(runChanges(queued, queued, grouped))).toBe('');
    expect(text(runChanges(queued, running, grouped))).toMatch(/^● churn #12 started/);
  });

  test('are nothing when nothing changed', () => {
    expect(runChanges(view, view, LONG_PLAN)).toEqual([]);
  });

  test('name the start of a run and of a step', () => {
    const changes = runChanges(null, seen({ state: 'running' }, [running]), plan);
    expect(text(changes)).toBe(
      '● churn #12 started  ·  a381992 + changes  ·  1 step\n● train started',
    );
  });

  test('tell of a failed try that is followed by another', () => {
    const backoff = seen({ state: 'backoff' }, [failed]);
    const changes = runChanges(seen({ state: 'running' }, [running]), backoff, plan);
    expect(text(changes)).toBe('↻ train try 1 failed (exit code 3) after 1s; another follows');
  });

  test('tell of a failed try also where the next one is over by the next look', () => {
    const again = { ...failed, number: 2 };
    const over = seen({ state: 'over', result: 'failure' }, [failed, again]);
    expect(text(runChanges(seen({ state: 'running' }, [running]), over, plan))).toBe(
      '↻ train try 1 failed (exit code 3) after 1s; another follows\n● train started, try 2\n✗ train failed (exit code 3) after 1s',
    );
  });

  test('tell of the last failed try only once', () => {
    const over = seen({ state: 'over', result: 'failure' }, [failed]);
    expect(text(runChanges(seen({ state: 'running' }, [running]), over, plan))).toBe(
      '✗ train failed (exit code 3) after 1s',
    );
  });

  test('say how to decide when nothing else can go on', () => {
    const before = seen({ state: 'running' }, [running]);
    const waits = makeRunView({
      ...LONG_RUN,
      header: aHeader({ status: 'waiting' }),
      plan,
      steps: [aStep('train', { state: 'approval' })],
    });
    expect(text(runChanges(before, waits, plan))).toContain(
      '◆ churn #12 is waiting for approval\n→ mlpipelines approve 12 train  lets it go on',
    );
  });

  test('tell of a step that ended between two looks', () => {
    const over = seen({ state: 'over', result: 'success', metrics: { auc: 0.9 } });
    expect(text(runChanges(seen({}, []), over, plan))).toBe(
      '● train started\n✓ train succeeded in 1s  auc 0.9',
    );
  });
});

test('a line that a step printed cannot speak to the terminal', () => {
  expect(lineText(outputLine('train', '\u001B]0;owned\u0007 10%\r 20%\u001B[2J\u0008'))).toBe(
    'train |  20%�',
  );
});
