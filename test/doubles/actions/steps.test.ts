import { describe, expect, test } from 'vitest';
import { jobOf, runWorkflow } from './testing/run-workflow.ts';

describe('run steps', () => {
  test('a script runs in the workspace and its output is in the log', async () => {
    const run = await runWorkflow(jobOf('- run: echo "at $(basename "$PWD")"'));
    expect(run.conclusion).toBe('success');
    expect(run.lines('build')).toContain('at models');
    expect(run.steps('build')).toEqual({
      'Set up job': 'success',
      'Run echo "at $(basename "$PWD")"': 'success',
      'Complete job': 'success',
    });
  });
});
