import { describe, expect, test } from 'vitest';
import { keyPathsIn, pipelineKeyPaths } from '../../schemas/key-paths.ts';

describe('key paths of the pipeline format', () => {
  test('reach through definitions, lists, chosen names and keys by pattern', () => {
    expect(pipelineKeyPaths()).toEqual(
      expect.arrayContaining([
        'name',
        'on.schedule[].cron',
        'steps.*.checkpoint.every',
        'params.*.default',
        'x-*',
      ]),
    );
  });

  test('are each listed once, and a document uses only listed ones', () => {
    const paths = pipelineKeyPaths();
    expect(new Set(paths).size).toBe(paths.length);
    const used = keyPathsIn({
      name: 'a',
      'x-anchors': { deep: 1 },
      unknown: 1,
      on: { schedule: [{ cron: '* * * * *' }] },
      steps: { train: { retry: { 'exit-code': { 75: 1 } }, inputs: { a: 'b.c' }, odd: true } },
    });
    expect([...used].sort()).toEqual([
      'name',
      'on',
      'on.schedule',
      'on.schedule[].cron',
      'steps',
      'steps.*',
      'steps.*.inputs',
      'steps.*.inputs.*',
      'steps.*.retry',
      'steps.*.retry.exit-code',
      'steps.*.retry.exit-code.*',
      'x-*',
    ]);
    expect(paths).toEqual(expect.arrayContaining([...used]));
  });
});
