import { describe, expect, test } from 'vitest';
import { aggregateCheck } from '../../../app/reports/check/aggregate-check.ts';
import { brokenFileCheck } from '../../../app/reports/check/broken-file-check.ts';
import type { Report } from '../../../app/reports/report/report.ts';
import { runCheck } from '../../../app/reports/check/run-check.ts';
import { COMMENT_MARKER, stickyComment } from '../../../app/reports/comment/sticky-comment.ts';
import { byteLength } from '../../../text/bytes.ts';
import { makeRunView, type RunRecord } from '../../../app/reports/view/run-view.ts';
import { LONG_RUN } from '../a-long-run.ts';
import { aHeader, aPlan, aPlanStep, aStep, anAttempt, T0 } from '../build-run.ts';
import { HOSTILE } from '../hostile-texts.ts';
import { elementsOf, proseOf, renderMarkdown, textOf } from '../render-markdown.ts';

const report = (record: RunRecord, tails: ReadonlyMap<string, readonly string[]> = new Map()) => ({
  view: makeRunView(record),
  plan: record.plan,
  tails,
});
const shown = (markdown: string) => textOf(renderMarkdown(markdown)).replaceAll(/\s+/g, ' ');

const BESIDE = { sha: '4f2a9c1d0e8b7a6f5e4d3c2b1a0f9e8d7c6b5a43', states: [] };

describe('the check of a run', () => {
  const check = runCheck(report(LONG_RUN, new Map([['sweep[seed=2]', ['epoch 1', 'killed']]])));

  test('that failed says so, with its time, and may be run again', () => {
    expect(check.state).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(check.title).toBe('failed: sweep (1 of 2 cells) and 1 more step · 1/3 gates · 3m 12s');
    expect(check.actions.map(({ identifier }) => identifier)).toEqual([
      'rerun-failed',
      'rerun-all',
    ]);
    for (const { label, description } of check.actions) {
      expect(label.length).toBeLessThanOrEqual(20);
      expect(description.length).toBeLessThanOrEqual(40);
    }
  });

  test('shows each step with result, time and metric, and what failed with its last lines', () => {
    const html = renderMarkdown(check.summary);
    expect(shown(check.summary)).toContain('train ✅ succeeded 2m 55s');
    expect(html).toMatch(/<code>auc<\/code> 0\.9123/);
    expect(html).toContain('epoch 1\nkilled');
  });

  test('says on which machine a step runs, or what it awaits of one', () => {
    const why = 'asking EC2 for spot g5.xlarge';
    const machine = {
      instance: 'i-0123456789abcdef0',
      type: 'g5.xlarge',
      region: 'us-east-1',
      zone: 'us-east-1a',
      market: 'spot',
      usdHour: 0.43,
    } as const;
    const record = {
      ...LONG_RUN,
      plan: aPlan([aPlanStep('train'), aPlanStep('tune')]),
      steps: [
        aStep('train', { state: 'running', startedAt: T0 }),
        aStep('tune', { state: 'starting', reason: why }),
      ],
      attempts: [
        anAttempt('train', { status: 'running', endedAt: null, machine }),
        anAttempt('tune', { status: 'starting', startedAt: null, endedAt: null }),
      ],
    };
    const summary = shown(runCheck(report(record)).summary);
    expect(summary).toContain('on g5.xlarge spot, us-east-1a, $0.43/h');
    expect(summary).toContain(why);
  });

  test('says in words what it was started by', () => {
    const by = (trigger: string) => {
      const header = { ...LONG_RUN.header, trigger };
      return shown(runCheck(report({ ...LONG_RUN, header })).summary);
    };
    expect(by('pull_request')).toContain('started by a pull request.');
    expect(by('schedule')).toContain('started by its schedule.');
    expect(by('what_comes_later')).toContain('started by what_comes_later.');
  });

  test('marks what failed in the pipeline file, plainly', () => {
    expect(check.annotations.length).toBeGreaterThan(0);
    expect(check.annotations.length).toBeLessThanOrEqual(50);
    for (const { path, level, title, message } of check.annotations) {
      expect([path, level]).toEqual(['.mlpipelines/churn.yml', 'failure']);
      expect(title).toMatch(/ (?:failed|was rejected)$/);
      expect(message).not.toBe('');
    }
  });

  test.each([
    ['queued', { status: 'queued' }],
    ['running', { status: 'in_progress' }],
    ['waiting', { status: 'completed', conclusion: 'action_required' }],
    ['succeeded', { status: 'completed', conclusion: 'success' }],
    ['failed', { status: 'completed', conclusion: 'failure' }],
    ['rejected', { status: 'completed', conclusion: 'failure' }],
    ['cancelled', { status: 'completed', conclusion: 'cancelled' }],
  ] as const)('of a run that is %s', (status, state) => {
    const isOver = !['queued', 'running', 'waiting'].includes(status);
    const header = aHeader({ status, endedAt: isOver ? T0 + 1 : null });
    const made = runCheck(report({ ...LONG_RUN, header }));
    expect(made.state).toMatchObject(state);
    expect(made.actions.length > 0).toBe(made.state.status === 'completed');
    expect(made.annotations.length > 0).toBe(isOver);
  });

  test('says what a job waits for on GitHub, with the way there', () => {
    const url = 'https://github.com/acme/churn/actions/runs/7/job/8';
    const waits = {
      on: { for: 'queue', url },
      since: T0,
      spentMs: { queue: 0, environment: 0 },
    } as const;
    const steps = [
      aStep('train', { state: 'starting', reason: "waits in GitHub's queue for a runner" }),
    ];
    const attempts = [
      anAttempt('train', { status: 'starting', startedAt: null, endedAt: null, waits }),
    ];
    const header = aHeader({ status: 'running' });
    const html = renderMarkdown(runCheck(report({ ...LONG_RUN, header, steps, attempts })).summary);
    expect(html).toContain(`<a href="${url}">waits in GitHub's queue for a runner</a>`);
  });

  test('says how far a run is, and what to press or comment where it waits for a person', () => {
    const header = aHeader({ status: 'waiting' });
    const steps = [
      aStep('train', { state: 'over', result: 'success' }),
      aStep('deploy', { state: 'approval', order: 1 }),
    ];
    const made = runCheck(report({ ...LONG_RUN, header, steps }));
    expect(made.title).toBe('waiting for approval: deploy · 1 of 2 steps done');
    expect(shown(made.summary)).toContain(
      'Press Approve or Reject here, or comment /mlp approve 12',
    );
    expect(made.actions.map(({ label }) => label)).toEqual(['Approve', 'Reject', 'Cancel']);
    for (const { label, description, identifier } of made.actions)
      expect([label.length <= 20, description.length <= 40, identifier.length <= 20]).toEqual([
        true,
        true,
        true,
      ]);
  });

  test('stays below the limit of bytes with 5,000 steps that all failed, and loses no part of its frame', () => {
    const steps = Array.from({ length: 5000 }, (_, index) =>
      aStep(`stäp-${index}`, {
        state: 'over',
        result: 'failure',
        order: index,
        reason: '💥'.repeat(400),
      }),
    );
    const made = runCheck(report({ ...LONG_RUN, header: aHeader({ endedAt: T0 }), steps }));
    expect(byteLength(made.summary)).toBeLessThanOrEqual(60_000);
    expect(made.annotations).toHaveLength(50);
    expect(shown(made.summary)).toMatch(/… [\d,]+ more rows/);
  });
});

describe('names and output that are not ours', () => {
  const hostileRun = (hostile: string): RunRecord => ({
    plan: aPlan([aPlanStep('train')]),
    header: aHeader({ status: 'failed', endedAt: T0 + 5, params: { [hostile]: hostile } }),
    steps: [
      aStep(`train[x=${hostile}]`, {
        state: 'over',
        result: 'failure',
        role: 'cell',
        cell: { x: hostile },
        stepId: 'train',
        reason: hostile,
        metrics: { [hostile]: 1 },
        gates: [
          {
            id: hostile,
            metric: hostile,
            op: '>=',
            value: 1,
            threshold: 2,
            verdict: 'fail',
            message: hostile,
          },
        ],
      }),
    ],
    attempts: [
      anAttempt(`train[x=${hostile}]`, {
        status: 'failed',
        class: 'failure',
        exitCode: 1,
        message: hostile,
      }),
    ],
    models: [],
    aliases: [],
  });
  const OURS = new Set([
    'b',
    'br',
    'p',
    'strong',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'code',
    'pre',
    'h3',
    'h4',
    'details',
    'summary',
    'sub',
    'a',
  ]);

  test.each(HOSTILE)('are shown and do nothing in check and comment: %s', (_, hostile) => {
    const record = hostileRun(hostile);
    const shown = report(record, new Map([[`train[x=${hostile}]`, hostile.split('\n')]]));
    const run = { ...shown, report: hostileReport(hostile) };
    const page = 'https://mlp.example/runs/1';
    for (const markdown of [runCheck(run).summary, stickyComment([{ ...run, page }], BESIDE)]) {
      const html = renderMarkdown(markdown);
      expect(elementsOf(html).filter((name) => !OURS.has(name))).toEqual([]);
      expect([...html.matchAll(/href="([^"]*)"/g)].filter(([, to]) => to !== page)).toEqual([]);
      expect(proseOf(html)).not.toMatch(/(?:^|[^\p{L}\p{N}\u200B])@[a-z]/iu);
      expect(proseOf(html).replaceAll('#12', '')).not.toMatch(/#\d/);
      expect(markdown.split(COMMENT_MARKER).length).toBeLessThanOrEqual(2);
      const outside = markdown.replaceAll(/^(`{3,})[^`]*\n[\s\S]*?\n\1$/gm, '');
      expect(outside).not.toMatch(/^\s*\//m);
    }
  });
});

describe('the check of a broken file', () => {
  const problem = (line: number, change = {}) => ({
    code: 'unknown-key',
    severity: 'error' as const,
    message: `"jobs" is unknown`,
    hint: 'Write steps.',
    line,
    column: 3,
    endLine: line,
    endColumn: 7,
    ...change,
  });

  test('marks each problem on its lines with what to write instead', () => {
    const problems = [
      problem(4),
      problem(9, { endLine: 12, endColumn: 1, severity: 'warning', hint: null }),
    ];
    const check = brokenFileCheck({ file: '.mlpipelines/a.yml', pipeline: null, problems });
    expect(check.state).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(check.title).toBe('1 mistake in the pipeline file');
    expect(check.annotations).toEqual([
      {
        path: '.mlpipelines/a.yml',
        startLine: 4,
        endLine: 4,
        columns: { start: 3, end: 6 },
        level: 'failure',
        title: 'unknown-key',
        message: '"jobs" is unknown\nWrite steps.',
      },
      expect.objectContaining({ startLine: 9, endLine: 11, columns: null, level: 'warning' }),
    ]);
    expect(shown(check.summary)).toContain('4:3 "jobs" is unknown Write steps.');
  });

  test('has every problem of a file with very many', () => {
    const problems = Array.from({ length: 3000 }, (_, index) => problem(index + 1));
    const check = brokenFileCheck({ file: 'a.yml', pipeline: 'churn', problems });
    expect(check.annotations).toHaveLength(3000);
    expect(byteLength(check.summary)).toBeLessThanOrEqual(60_000);
  });
});

describe('the aggregate check', () => {
  const run = (
    pipeline: string,
    status: 'succeeded' | 'failed' | 'running' | 'waiting' | 'cancelled',
  ) => ({ type: 'run', view: { pipeline, status, number: 3, attempt: 1 } }) as const;

  test.each([
    ['nothing affected', [], 'success', 'Nothing affected'],
    ['all succeeded', [run('a', 'succeeded')], 'success', '1 succeeded'],
    ['one failed', [run('a', 'succeeded'), run('b', 'failed')], 'failure', '1 succeeded, 1 failed'],
    ['one waits', [run('a', 'waiting')], 'action_required', '1 waiting for approval'],
    ['one was cancelled', [run('a', 'cancelled')], 'cancelled', '1 cancelled'],
    ['a file is broken', [{ type: 'broken', file: 'x.yml', problems: 2 }], 'failure', '1 failed'],
    [
      'a fork waits for an ok',
      [{ type: 'held', pipeline: 'a', reason: 'its head is in a fork', sha: 'ab12' }],
      'action_required',
      '1 held back',
    ],
  ] as const)('when %s', (_, states, conclusion, title) => {
    const check = aggregateCheck(states);
    expect(check).toMatchObject({ name: 'mlpipelines', title });
    expect(check.state).toEqual({ status: 'completed', conclusion, completedAt: null });
  });

  test('says what lets a commit run that is held back', () => {
    const reason = 'its head is in a fork';
    const { summary } = aggregateCheck([
      { type: 'held', pipeline: 'a', reason, sha: 'ab12cd34ef56' },
    ]);
    expect(summary).toContain('comment <code>/mlp ok ab12cd34ef56</code> in its pull request');
  });

  test('has no verdict while a pull request would start something, which it names', () => {
    const awaited = ['a', 'b', 'c', 'd', 'e'].map(
      (pipeline) => ({ type: 'awaits', pipeline }) as const,
    );
    expect(aggregateCheck(awaited)).toMatchObject({
      state: { status: 'queued' },
      title: 'Waits for its pull request: a, b, c and 2 more',
    });
    expect(aggregateCheck([run('z', 'failed'), ...awaited]).state).toEqual({ status: 'queued' });
  });

  test('has no verdict while anything is under way', () => {
    expect(aggregateCheck([run('a', 'failed'), run('b', 'running')]).state).toEqual({
      status: 'in_progress',
    });
  });
});

describe('the comment of a pull request', () => {
  const page = 'https://mlp.example/runs/12';

  test('begins with its marker and shows each pipeline with progress and steps while it runs', () => {
    const header = { ...LONG_RUN.header, status: 'running' as const, endedAt: null };
    const comment = stickyComment([{ ...report({ ...LONG_RUN, header }), page }], BESIDE);
    expect(comment.startsWith(`${COMMENT_MARKER}\n`)).toBe(true);
    expect(comment).toContain(`[Run #12](${page})`);
    expect(shown(comment)).toMatch(/█+░* \d\/4/);
  });

  test('says of a head that is broken, held back or unaffected what stands instead of a run', () => {
    const { sha } = BESIDE;
    const broken = {
      type: 'broken',
      file: '.mlpipelines/a<b>.yml',
      problems: 2,
      first: 'line 3: there is no step `validat` (did you mean `validate`?)',
    } as const;
    const held = { type: 'held', pipeline: 'churn', reason: 'its head is in a fork', sha } as const;
    const comment = stickyComment([], { sha, states: [broken, held] });
    const text = shown(comment);
    expect(text).toContain('.mlpipelines/a<b>.yml');
    expect(text).toContain(
      '4f2a9c1: 2 mistakes in the file, line 3: there is no step `validat` (did you mean `validate`?).',
    );
    expect(text).toContain('4f2a9c1: its head is in a fork.');
    expect(shown(stickyComment([], BESIDE))).toContain('No pipeline is triggered by 4f2a9c1.');
  });

  test('of many steps stays below the limit', () => {
    const steps = Array.from({ length: 2000 }, (_, order) => aStep(`s-${order}`, { order }));
    const run = { ...report({ ...LONG_RUN, steps }), page: null };
    const comment = stickyComment([run, run, run], BESIDE);
    expect(byteLength(comment)).toBeLessThanOrEqual(60_000);
    expect(comment.match(/<details/g)?.length).toBe(comment.match(/<\/details>/g)?.length);
  });
});

/** A report in which somebody else chose every name and every param. */
function hostileReport(hostile: string): Report {
  const interval = { low: 0.1, high: 0.3 };
  const change = { value: 0.1, change: 0.1, interval, claim: 'better' } as const;
  const run = { id: '01', sha: null, number: '3', page: null, params: { [hostile]: hostile } };
  const measured = { type: 'measured', metrics: {} } as const;
  const common = { is: 'merge-base', run, version: 2 } as const;
  const metric = { name: hostile, goal: 'up', isPrimary: true, isGated: true, value: 0.2 } as const;
  return {
    step: hostile,
    sides: [
      { ...common, name: hostile, found: measured },
      { ...common, name: `${hostile}@x`, found: measured },
      { ...common, name: `${hostile} `, found: { type: 'under-way' } },
    ],
    metrics: [{ ...metric, interval, against: { [hostile]: change, [`${hostile}@x`]: change } }],
  };
}
