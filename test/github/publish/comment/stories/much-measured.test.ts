import { describe, expect, test } from 'vitest';
import { EXECUTOR_LIMITS } from '../../../../../schemas/executor-limits.ts';
import { byteLength } from '../../../../../text/bytes.ts';
import { MEASURED, near, openStory } from './open-story.ts';

/** What GitHub takes of a comment and of a check's summary: https://github.com/github/docs/issues/35252 */
const MOST_BYTES = 65_535;
const MIB = 1024 * 1024;

/** As many metrics as an executor takes, with names as long as they may be. */
function measured(filling: string, auc: number, of: (at: number) => number) {
  const { metrics: most, metricName: longest } = EXECUTOR_LIMITS;
  const own = { ...MEASURED, ...near('auc', auc), size_mb: 44 };
  const names = Array.from({ length: most - Object.keys(own).length }, (_, at) => {
    return `${at} ${filling.repeat(longest)}`.slice(0, longest).toWellFormed();
  });
  return { ...Object.fromEntries(names.map((name, at) => [name, of(at)])), ...own };
}

describe('a metrics file of 2 MiB', () => {
  test.each([
    ['of plain names', 'metric_'],
    ['of names that speak Markdown', '|`<!-- @octocat #1 '],
    ['of names of many bytes', '漢字é'],
  ])('%s is told within what GitHub takes, the most important first', async (_, filling) => {
    const story = await openStory();
    await story.main({ metrics: measured(filling, 0.9, (at) => at / 3) });
    const now = measured(filling, 0.92, (at) => at / 3 + 1e6);
    expect(byteLength(JSON.stringify(now))).toBeGreaterThan(2 * MIB);
    const run = await story.propose({ files: { 'train.py': 'two' }, metrics: now });
    const { title, body, summary } = await story.told(run);
    expect(title).toMatch(/^auc 0\.92 \(\+0\.02 vs main\) · 1\/2 gates · /);
    for (const text of [body, summary]) expect(byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
    expect(body).toContain('\n### ✅ churn: better than <code>main</code>: **auc 0.92**');
    const rows = body
      .split('\n')
      .filter((line) => />from [\d.,]+/.test(line) && line.startsWith('|'));
    expect(rows.map((row) => row.split(' ')[1])).toEqual([
      '**auc**',
      'loss',
      'size&#95;mb',
      '0',
      '1',
    ]);
    expect(body).toMatch(/ · 9,99\d more on \[the run's page\]/);
    expect(body).toContain('> [!WARNING]\n> **small** of ');
    expect(body.endsWith('lists the commands.</sub>')).toBe(true);
    expect(body).not.toContain('@octocat');
    expect(body.match(/<!--/g)).toHaveLength(1);
  });
});
