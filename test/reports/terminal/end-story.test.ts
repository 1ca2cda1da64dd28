import { describe, expect, test } from 'vitest';
import { endStory } from '../../../app/reports/terminal/end-story.ts';
import { lineText, lineWidth } from '../../../app/reports/layout/line.ts';
import { makeRunView, type RunRecord } from '../../../app/reports/view/run-view.ts';
import { LONG_RUN } from '../a-long-run.ts';
import { aHeader, aPlan, aPlanStep, aStep, anAttempt, T0 } from '../build-run.ts';

const tails = new Map([['sweep[seed=2]', ['fitting', '\u001B[31mKilled\u001B[0m\r\n']]]);

function story(record: RunRecord, width = 80): string {
  const view = makeRunView(record);
  return endStory({ view, plan: record.plan, tails }, width)
    .map((line) => lineText(line))
    .join('\n');
}

describe('the story at the end of a run', () => {
  test('of one that failed says how each step ended, why, and what to do next', () => {
    expect(story(LONG_RUN)).toMatchInlineSnapshot(`
      "
      ✗ churn #12 failed in 3m 12s  ·  a381992 + changes

        step      result       time  tries  metric      gates      why
      ✓ data      cached                                           nothing that it
                                                                   reads has changed
                                                                   since #11
      ✓ train     succeeded  2m 55s      2  auc 0.9123
      ✗ sweep     failed                                           1 of 2 cells failed
        ✓ seed=1  succeeded      1s         auc 0.8
        ✗ seed=2  failed       1.5s                                oom, SIGKILL
      ✗ evaluate  rejected       7s         auc 0.81    1✓ 1✗ 1○   gate quality failed
      – deploy    skipped                                          evaluate was
                                                                   rejected

      ✗ sweep[seed=2] failed (oom, SIGKILL) after 1.5s
        It needed more memory than there is. Give it more: resources.memory.
        │ fitting
        │ Killed

      ✗ evaluate was rejected
        ✗ quality  auc 0.81: must be at least 0.85

      Gates
        ○ evaluate  regress  auc 0.81: there is no merge-base yet
        ✓ evaluate  latency  p95_ms 31: must be at most 50

      Artifacts  mlpipelines get 12 STEP.OUTPUT [DIR]
        data.train   12 files, 3.4 MiB  data/train  cached
        train.model  1 file, 900 B      model

      → mlpipelines logs 12 'sweep[seed=2]'  all that it printed
      → mlpipelines why 12 'sweep[seed=2]'   its whole story
      → mlpipelines run churn --failed 12    after a correction, with today's files
      → mlpipelines rerun 12 --failed        as it was, keeps what succeeded"
    `);
  });

  test('tells apart how long it ran and what passed before its first step', () => {
    const header = aHeader({ status: 'succeeded', createdAt: T0 - 5000, endedAt: T0 + 900 });
    const [, headline] = story({ ...LONG_RUN, header }).split('\n');
    expect(headline).toContain('succeeded in 0.9s (its first step began after 5s)');
  });

  test('of one that succeeded names the model and where its artifacts are', () => {
    const artifact = {
      digest: `sha256:${'a'.repeat(64)}`,
      type: 'model',
      path: 'model',
      size: 2048,
      files: 1,
    } as const;
    const ended = { startedAt: T0, endedAt: T0 + 900 };
    const train = {
      ...ended,
      state: 'over',
      result: 'success',
      artifacts: { model: artifact },
    } as const;
    const version = {
      model: 'churn',
      version: 3,
      artifact,
      run: aHeader().id,
      key: 'register',
      metrics: {},
      metricsStep: null,
      createdAt: T0,
    };
    const alias = {
      model: 'churn',
      alias: 'candidate',
      version: 3,
      movedAt: T0,
      movedBy: 'ada',
      run: aHeader().id,
    };
    const record = {
      plan: aPlan([aPlanStep('train')]),
      header: aHeader({ ...ended, status: 'succeeded', attempt: 2, sha: null }),
      steps: [aStep('train', train)],
      attempts: [anAttempt('train', ended)],
      models: [version],
      aliases: [alias],
    };
    expect(story(record)).toMatchInlineSnapshot(`
      "
      ✓ churn #12.2 succeeded in 0.9s  ·  no commit

        step   result     time
      ✓ train  succeeded  0.9s

      Artifacts  mlpipelines get 12.2 STEP.OUTPUT [DIR]
        train.model  1 file, 2 KiB  model

      Models
        churn v3  @candidate  sha256:aaaaaaaaaaaa

      → mlpipelines get churn@3  fetches the model"
    `);
  });

  test('of one that waits says how to decide', () => {
    const record = {
      plan: aPlan([aPlanStep('deploy')]),
      header: aHeader({ status: 'waiting' }),
      steps: [aStep('deploy', { state: 'approval' })],
      attempts: [],
      models: [],
      aliases: [],
    };
    expect(story(record)).toContain('→ mlpipelines approve 12 deploy');
  });

  test('of one that a person rejected repeats their words', () => {
    const deploy = aStep('deploy', {
      state: 'over',
      result: 'rejected',
      reason: 'ada rejected it: not on Friday',
    });
    expect(story({ ...LONG_RUN, steps: [deploy] })).toContain(
      '✗ deploy was rejected\n  ada rejected it: not on Friday',
    );
  });

  test('fits into the terminal', () => {
    const view = makeRunView(LONG_RUN);
    for (const width of [70, 80, 120]) {
      const lines = endStory({ view, plan: LONG_RUN.plan, tails }, width);
      expect(Math.max(...lines.map((line) => lineWidth(line)))).toBeLessThanOrEqual(width);
    }
  });

  test('of hundreds of cells tells only of the first that failed', () => {
    const cells = Array.from({ length: 200 }, (_, index) =>
      aStep(`sweep[i=${index}]`, {
        role: 'cell',
        cell: { i: index },
        order: 10 + index,
        state: 'over',
        result: index % 20 === 0 ? 'failure' : 'success',
      }),
    );
    const text = story({ ...LONG_RUN, steps: [...LONG_RUN.steps, ...cells] });
    expect(text.split('\n').length).toBeLessThan(60);
    expect(text).toContain('more cells');
  });

  test('quotes a key that a shell would take apart', () => {
    const evil = aStep("sweep[x=$(rm -rf ~) 'y']", {
      role: 'cell',
      cell: { x: "$(rm -rf ~) 'y'" },
      state: 'over',
      result: 'failure',
    });
    expect(story({ ...LONG_RUN, steps: [evil] })).toContain(
      String.raw`mlpipelines why 12 'sweep[x=$(rm -rf ~) '\''y'\'']'`,
    );
  });
});
