import { describe, expect, test } from 'vitest';
import { stickyComment } from '../../../app/reports/comment/sticky-comment.ts';
import { byteLength } from '../../../text/bytes.ts';
import { anAttempt, aStep, T0 } from '../build-run.ts';
import { aCommentedRun, MAIN, OVER, ROWS, STORY, TRAINING, type Told } from './a-story.ts';

const BESIDE = { sha: 'a381992f6f0b0c8a7d1f5b2f8e3c4d5a6b7c8d9e', states: [] };
const comment = (told?: Told) => stickyComment([aCommentedRun(told)], BESIDE);
/** The curves stand in a test of their own. */
const NO_CURVES = { training: null };
const CACHED = aStep('features', { ...OVER, order: 0, cached: true });

describe('the story of a run', () => {
  test('that made the model better', () => {
    expect(comment({ story: NO_CURVES })).toMatchInlineSnapshot(`
      "<!-- mlpipelines:report -->

      ### ✅ churn: better than <code>main</code>: **val&#95;auc 0.9134** (+0.0142, 95 % +0.0085 … +0.0199)

      Test&#45;set noise only&#58; training again may move val&#95;auc by more. **1 of 2 gates passed, 1 warning.** [Run #12](https://mlp.example/runs/12) of <code>a381992</code> succeeded in 34m 00s.

      | Metric | This run | [vs <code>main</code>](https://mlp.example/runs/31) |
      | :-- | --: | :-- |
      | **val&#95;auc** ↑ ⭐ | **0.9134**<br><sub>95 % 0.9094 … 0.9174</sub> | ✅ **+0.0142** <sub>from 0.8992, 95 % +0.0085 … +0.0199</sub> |
      | size&#95;mb ↓ | 44.1 | ⚪ +12.4 <sub>from 31.7</sub> |
      | log&#95;loss ↓ | 0.2311 | ⚪ −0.0045 <sub>from 0.2356</sub> |
      | latency&#95;p95&#95;ms ↓ | 11.4 | ⚪ +0.2 <sub>from 11.2</sub> |
      | recall.lowest ↑ | 0.861 | ⚪ −0.013 <sub>from 0.874</sub> |

      <sub>measured by <code>evaluate</code> · ⭐ primary metric · 1 more on [the run's page](https://mlp.example/runs/12) · ⚪ noise not known: a step may write how sure it is (low, high)</sub>

      > [!WARNING]
      > **size** of <code>evaluate</code>: size&#95;mb 44.1&#58; must be at most 40. This gate only warns. [<code>.mlpipelines/churn.yml&#58;31</code>](https://github.test/acme/churn/blob/a381992/.mlpipelines/churn.yml#L31)

      <details><summary><b>What changed</b>: 1 param, 3 files; data is the same (<code>sha256&#58;4d6e80</code>)</summary>

      - Files of this branch: <code>src/train.py</code> +4 −1 · <code>src/network.py</code> +11 −2 · <code>docs/curve.png</code>
      - Data <code>features.sets</code> is the same (<code>sha256&#58;4d6e80</code>)
      - Ran: <code>train</code>, <code>evaluate</code>
      - From the cache: <code>features</code>

      | Param | This run | <code>main</code> |
      | :-- | --: | --: |
      | <code>hidden</code> | **24** | 16 |

      </details>

      <details><summary><b>Steps</b>: 3/3 done, 1 from cache · 34m 00s</summary>

      | Step | Result | Time | Tries | Metric | Gates | Why |
      | --- | --- | ---: | ---: | --- | --- | --- |
      | <code>features</code> | ✅&nbsp;cached |  |  |  |  |  |
      | <code>train</code> | ✅&nbsp;succeeded | 30m 00s |  |  |  |  |
      | <code>evaluate</code> | ✅&nbsp;succeeded | 1m 00s |  | <code>val&#95;auc</code> 0.9134 | 1✓&nbsp;1! |  |

      </details>

      <details><summary><b>Earlier runs of this pull request</b>: 2</summary>

      | Run | Commit | Started by | val&#95;auc | Time |
      | :-- | :-- | :-- | --: | --: |
      | [#11](https://mlp.example/runs/11) | <code>b012996</code> | <code>/retrain epochs=200</code> by ada | 0.9101 | 1h 11m |
      | #10 | <code>b012996</code> | <code>push</code> by ada | failed | 0.9s |

      </details>

      **[Run #12](https://mlp.example/runs/12)** · [run #31 of main](https://mlp.example/runs/31) · Try another: <code>/retrain hidden=48</code>

      <sub>This comment is kept up to date. <code>/mlp help</code> lists the commands.</sub>"
    `);
  });

  test('that still trains: the same frame, with how far its steps are and when they may end', () => {
    const rows = [
      CACHED,
      aStep('train', { state: 'running', order: 1, startedAt: T0 }),
      aStep('evaluate', { order: 2 }),
    ];
    const told = { step: 12, unit: 'epoch', metric: { name: 'val_loss', value: 0.3493 } } as const;
    const running = [
      { key: 'train', told, expected: { lastMs: 1_800_000, end: T0 + 1_800_000 } },
      { key: 'late', told: null, expected: { lastMs: 60_000, end: null } },
      { key: 'new', told: { ...told, metric: null }, expected: null },
    ];
    const header = { status: 'running', endedAt: null } as const;
    const attempts = [anAttempt('train', { status: 'running', endedAt: null })];
    const text = comment({ header, rows, attempts, story: { ...NO_CURVES, running } });
    expect(text).toMatchInlineSnapshot(`
      "<!-- mlpipelines:report -->

      ### 🔵 churn: running

      [Run #12](https://mlp.example/runs/12) of <code>a381992</code> running. <code>██████░░░░░░░░░░░░░░</code> 1/3

      - <code>train</code> running · epoch 12 · val&#95;loss **0.3493** · took 30m 00s last time, so expected to end at 2026-03-01 10:00 UTC
      - <code>late</code> running · longer than the 1m 00s that it took last time
      - <code>new</code> running · epoch 12

      <details><summary><b>What changed</b>: 1 param, 3 files; data is the same (<code>sha256&#58;4d6e80</code>)</summary>

      - Files of this branch: <code>src/train.py</code> +4 −1 · <code>src/network.py</code> +11 −2 · <code>docs/curve.png</code>
      - Data <code>features.sets</code> is the same (<code>sha256&#58;4d6e80</code>)
      - Ran: <code>train</code>
      - From the cache: <code>features</code>

      | Param | This run | <code>main</code> |
      | :-- | --: | --: |
      | <code>hidden</code> | **24** | 16 |

      </details>

      <details><summary><b>Steps</b>: 1/3 done, 1 from cache</summary>

      | Step | Result | Time | Tries | Metric | Gates | Why |
      | --- | --- | ---: | ---: | --- | --- | --- |
      | <code>features</code> | ✅&nbsp;cached |  |  |  |  |  |
      | <code>train</code> | 🔵&nbsp;running |  |  |  |  |  |
      | <code>evaluate</code> | ⚪&nbsp;waiting |  |  |  |  |  |

      </details>

      <details><summary><b>Earlier runs of this pull request</b>: 2</summary>

      | Run | Commit | Started by | val&#95;auc | Time |
      | :-- | :-- | :-- | --: | --: |
      | [#11](https://mlp.example/runs/11) | <code>b012996</code> | <code>/retrain epochs=200</code> by ada | 0.9101 | 1h 11m |
      | #10 | <code>b012996</code> | <code>push</code> by ada | failed | 0.9s |

      </details>

      **[Run #12](https://mlp.example/runs/12)** · Try another: <code>/retrain hidden=48</code>

      <sub>This comment is kept up to date. <code>/mlp help</code> lists the commands.</sub>"
    `);
  });

  test('that failed: what, the last lines, and what to do, without a curve', () => {
    const rows = [
      CACHED,
      aStep('train', { ...OVER, result: 'failure', order: 1, attempt: 1 }),
      aStep('evaluate', { ...OVER, result: 'skipped', reason: 'train failed', order: 2 }),
    ];
    const attempts = [anAttempt('train', { status: 'failed', exitCode: 1, class: 'failure' })];
    const tails = new Map([['train', ['Traceback (most recent call last):', 'ValueError: n/a']]]);
    const sources = new Map([['train', { path: 'src/train.py', line: 42, message: 'n/a' }]]);
    const told = { header: { status: 'failed' }, rows, attempts, tails, sources } as const;
    expect(comment(told)).toMatchInlineSnapshot(`
      "<!-- mlpipelines:report -->

      ### ❌ churn: failed

      [Run #12](https://mlp.example/runs/12) of <code>a381992</code> failed in 34m 00s.

      #### ❌ <code>train</code> failed (exit code 1) after 1s

      [<code>src/train.py&#58;42</code>](https://github.test/acme/churn/blob/a381992/src/train.py#L42) · [<code>.mlpipelines/churn.yml&#58;12</code>](https://github.test/acme/churn/blob/a381992/.mlpipelines/churn.yml#L12)

      \`\`\`
      Traceback (most recent call last):
      ValueError: n/a
      \`\`\`

      **Next:** push a fix; or, where the failure may pass by itself, comment <code>/mlp rerun failed &#35;12</code>.

      <details><summary><b>What changed</b>: 1 param, 3 files; data is the same (<code>sha256&#58;4d6e80</code>)</summary>

      - Files of this branch: <code>src/train.py</code> +4 −1 · <code>src/network.py</code> +11 −2 · <code>docs/curve.png</code>
      - Data <code>features.sets</code> is the same (<code>sha256&#58;4d6e80</code>)
      - Ran: <code>train</code>
      - From the cache: <code>features</code>

      | Param | This run | <code>main</code> |
      | :-- | --: | --: |
      | <code>hidden</code> | **24** | 16 |

      </details>

      <details><summary><b>Steps</b>: 2/2 done, 1 from cache · 34m 00s</summary>

      | Step | Result | Time | Tries | Metric | Gates | Why |
      | --- | --- | ---: | ---: | --- | --- | --- |
      | <code>features</code> | ✅&nbsp;cached |  |  |  |  |  |
      | <code>train</code> | ❌&nbsp;failed | 1s |  |  |  | exit code 1 |
      | <code>evaluate</code> | ⚪&nbsp;skipped |  |  |  |  | train failed |

      </details>

      <details><summary><b>Earlier runs of this pull request</b>: 2</summary>

      | Run | Commit | Started by | val&#95;auc | Time |
      | :-- | :-- | :-- | --: | --: |
      | [#11](https://mlp.example/runs/11) | <code>b012996</code> | <code>/retrain epochs=200</code> by ada | 0.9101 | 1h 11m |
      | #10 | <code>b012996</code> | <code>push</code> by ada | failed | 0.9s |

      </details>

      **[Run #12](https://mlp.example/runs/12)** · Try another: <code>/retrain hidden=48</code>

      <sub>This comment is kept up to date. <code>/mlp help</code> lists the commands.</sub>"
    `);
  });

  test('that a gate rejected, or that somebody cancelled, says what to do as well', () => {
    const rejected = comment({ header: { status: 'rejected' } });
    expect(rejected).toContain('\n**Next:** push a change that its gates accept.\n');
    expect(rejected).toContain('<b>Training</b>');
    expect(comment({ header: { status: 'cancelled' } })).toContain(
      '**Next:** comment <code>/mlp rerun failed &#35;12</code> to run the rest of it.',
    );
  });

  test('whose evaluation changed compares two numbers, and claims nothing', () => {
    const otherwise = ['src/evaluate.py', 'input sets changed', 'param cut: 1 → 2', 'a', 'b'];
    const text = comment({ sides: [{ ...MAIN, otherwise }] });
    expect(text).toContain(
      '\n### ⚪ churn: evaluation changed, not comparable with <code>main</code>: **val',
    );
    expect(text).toContain(
      '**Not comparable with main&#58; it was measured differently there (src/evaluate.py, input sets changed, param cut&#58; 1 → 2, 2 more).**',
    );
    // Nothing of it is coloured, whatever the table shows.
    expect(text).not.toMatch(/[✅❌] (?:\*\*)?[+−]/u);
    expect(text).not.toContain('better than');
  });

  test('that is the first ever, with nothing to compare with', () => {
    const sides = [{ ...MAIN, run: null, found: { type: 'never' } as const }];
    const changes = { side: null, params: [], files: null, data: [] };
    const earlier = { metric: 'val_auc', runs: [], more: 0 };
    const text = comment({ sides, story: { training: null, changes, earlier, another: null } });
    expect(text).toContain('\n### ✅ churn: **val&#95;auc 0.9134**\n');
    expect(text).toContain('main has not measured this step yet');
    expect(text).not.toContain('What changed');
    expect(text).not.toContain('Earlier runs');
    expect(text).toContain('\n**[Run #12](https://mlp.example/runs/12)**\n');
  });

  test('with other data says so before anybody opens the list', () => {
    const data = [
      {
        name: 'features.sets',
        digest: `sha256:${'b'.repeat(64)}`,
        before: `sha256:${'a'.repeat(64)}`,
      },
      { name: 'features.new', digest: `sha256:${'c'.repeat(64)}`, before: null },
    ];
    const text = comment({ story: { changes: { ...STORY.changes, data } } });
    expect(text).toContain('; data changed (<code>features.sets</code>)</summary>');
    expect(text).toContain(
      '- Data <code>features.sets</code> changed: <code>sha256&#58;bbbbbb</code>, before <code>sha256&#58;aaaaaa</code>\n- Data <code>features.new</code>: <code>sha256&#58;cccccc</code>',
    );
  });

  test('with many files, of which GitHub does not list all', () => {
    const first = Array.from({ length: 100 }, (_, at) => ({ path: `f${at}.py`, lines: null }));
    const files = { first, count: 300, isComplete: false };
    const text = comment({ story: { changes: { ...STORY.changes, files } } });
    expect(text).toContain('1 param, 300 files or more; data is');
    expect(text).toContain('<code>f9.py</code> · at least 290 more files\n');
  });

  test('with many warnings has one alert', () => {
    const [, size] = ROWS[2]?.gates ?? [];
    if (size === undefined) throw new Error('There is no such gate.');
    const gates = Array.from({ length: 8 }, (_, at) => ({ ...size, id: `g${at}` }));
    const text = comment({ rows: [...ROWS.slice(0, 2), { ...aStep('evaluate', OVER), gates }] });
    expect(text.match(/> \[!WARNING\]/g)).toHaveLength(1);
    expect(text).toContain('<br>… 3 more warnings. These gates only warn.');
  });

  test('with a gate that could not tell names it, and says that it only warns', () => {
    const [good, size] = ROWS[2]?.gates ?? [];
    if (good === undefined || size === undefined) throw new Error('There is no such gate.');
    const regress = {
      ...good,
      id: 'regress',
      verdict: 'inconclusive',
      message: 'gate regress: val_auc 0.9134: must be at least 0.8992; inconclusive: too few',
    } as const;
    const of = (...gates: readonly (typeof regress | typeof size)[]) =>
      comment({ rows: [...ROWS.slice(0, 2), { ...aStep('evaluate', OVER), gates }] });
    expect(of(good, regress)).toContain('**1 of 2 gates passed, 1 inconclusive.**');
    expect(of(regress)).toMatch(
      /> \[!WARNING\]\n> \*\*regress\*\* of .*too few\. This gate only warns where it cannot tell\. \[<code>/,
    );
    expect(of(regress, size)).toContain('<br>These gates only warn.\n');
  });

  test('with many earlier runs shows the newest and counts the rest', () => {
    const text = comment({ story: { earlier: { ...STORY.earlier, more: 7 } } });
    expect(text).toContain('<b>Earlier runs of this pull request</b>: 9</summary>');
    expect(text).toContain('\n| … 7 more | | | | |\n\n</details>');
  });
});

describe('the curves of a training', () => {
  const curves = (change: Partial<typeof TRAINING>) =>
    /<details open>[^]*?<\/details>/.exec(
      comment({ story: { training: { ...TRAINING, ...change } } }),
    )?.[0];

  test('stand in a chart, with a legend above that has its colours', () => {
    const points = [0.5, 0.25, 0.3].map((value, at) => ({ step: at + 1, value }));
    const lines = [
      { metric: 'val_loss', of: null, points },
      { metric: 'val_loss', of: 'main', points: points.slice(0, 2) },
    ];
    expect(curves({ lines })).toMatchInlineSnapshot(`
      "<details open><summary><b>Training</b>: 3 epochs of <code>train</code>, best val&#95;loss 0.25 at 2</summary>

      🔵 val&#95;loss, this run &nbsp; 🟣 val&#95;loss, <code>main</code> (to 2)

      \`\`\`mermaid
      ---
      config:
        xyChart: { width: 820, height: 300 }
        themeVariables: { xyChart: { plotColorPalette: "#8250df, #218bff" } }
      ---
      xychart-beta
        x-axis "epoch" 1 --> 3
        y-axis 0.2375 --> 0.5125
        line "val_loss, main" [0.5, 0.25, 0.25]
        line "val_loss, this run" [0.5, 0.25, 0.3]
      \`\`\`

      </details>"
    `);
  });

  test('are left out where there is no line to draw, or where no number can be written', () => {
    const one = [{ step: 1, value: 2 }];
    const wild = [1, 2].map((step) => ({ step, value: step * 1e300 }));
    for (const points of [[], one, wild]) {
      expect(curves({ lines: [{ metric: 'loss', of: null, points }] })).toBeUndefined();
    }
  });

  test('of a name that speaks Mermaid do nothing but show it', () => {
    const metric = 'x" [1]\n```\nbar [1] %%{init: {}}%% -->';
    const lines = TRAINING.lines.map(({ of, points }) => ({ metric, of, points }));
    const text = curves({ metric, lines }) ?? '';
    expect(text).toMatch(/\n {2}line "x[\p{L}\p{N} _.,:=@/-]*, this run" \[0\.69, /u);
    expect(text.match(/^```/gm)).toHaveLength(2);
  });
});

describe('a comment of much', () => {
  test.each(['plain', '🏔️é漢字'.repeat(30), '<!-- mlpipelines:report --> @octocat |'])(
    'stays within the limit, the most important first: %s',
    (name) => {
      const named = (at: number) => `${name} ${at}`;
      const metrics = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [named(at), at]));
      const cells = Array.from({ length: 500 }, (_, at) =>
        aStep(`train[${named(at)}]`, {
          ...OVER,
          stepId: 'train',
          role: 'cell',
          cell: { seed: named(at) },
          result: 'failure',
          order: 1,
        }),
      );
      const rows = [
        ...ROWS.slice(0, 2),
        ...cells,
        { ...aStep('evaluate', { ...OVER, order: 9 }), metrics },
      ];
      const lines = Array.from({ length: 10 }, () => name.repeat(50));
      const tails = new Map(cells.map(({ key }) => [key, lines]));
      const first = Array.from({ length: 100 }, (_, at) => ({ path: named(at), lines: null }));
      const changes = { ...STORY.changes, files: { first, count: 100, isComplete: true } };
      const told = {
        header: { status: 'failed', pipeline: name },
        rows,
        tails,
        story: { changes },
      } as const;
      const text = stickyComment([aCommentedRun(told), aCommentedRun()], BESIDE);
      expect(byteLength(text)).toBeLessThanOrEqual(60_000);
      expect(text.match(/<details/g)?.length).toBe(text.match(/<\/details>/g)?.length);
      expect(text.match(/<!-- mlp/g)).toHaveLength(1);
      // However much the first one has to tell, the second one has its head.
      expect(text.match(/^### /gm)).toHaveLength(2);
      expect(text).toContain('### ✅ churn: better than');
      expect(text.endsWith('lists the commands.</sub>')).toBe(true);
    },
  );
});
