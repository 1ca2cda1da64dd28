import { describe, expect, it } from 'vitest';
import type { Plan } from '../../app/domain/plan.ts';
import type { RunRequest } from '../../app/domain/run.ts';
import type { Repository } from '../../app/runtime/ports.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { aPlace } from '../support/hosted.ts';
import { openRuntime, type TestRuntime } from '../support/open-runtime.ts';

const SHA = 'a'.repeat(40);
const CACHED = aPlan([aStep('train', { cache: { maxAgeMs: null }, files: ['src/**'] })]);

describe('a run on GitHub', () => {
  it('takes work over while the files that its step sees are the same in its commit', async () => {
    const commits = {
      [SHA]: { 'README.md': '100644 1', 'src/a.py': '100644 2' },
      ['b'.repeat(40)]: { 'README.md': '100644 3', 'src/a.py': '100644 2' },
      ['c'.repeat(40)]: { 'README.md': '100644 3', 'src/a.py': '100755 2' },
    };
    const test = await openHosted(
      async ({ sha }) => new Map(Object.entries(commits[`${sha}`] ?? {})),
    );
    const ran: number[] = [];
    for (const sha of Object.keys(commits)) {
      await endOf(test, { sha });
      ran.push(test.host.order.length);
    }
    expect(ran).toEqual([1, 1, 2]);
  });

  it('does its work anew where nobody can say what its commit holds', async () => {
    const test = await openHosted(async () => null);
    await endOf(test, {});
    await endOf(test, {});
    expect(test.host.order).toEqual(['train', 'train']);
  });

  it('waits, and fails nothing, while nobody can be asked what its commit holds', async () => {
    let isAway = true;
    const test = await openHosted(async () => {
      if (!isAway) return new Map([['src/a.py', '100644 2']]);
      isAway = false;
      throw new Error('GitHub is away');
    });
    await endOf(test, {});
    expect(test.troubles.join()).toMatch('GitHub is away');
    await endOf(test, {});
    expect(test.host.order).toEqual(['train']);
  });

  it('tells its job which commit the step is of', async () => {
    const test = await openHosted(async () => null);
    await endOf(test, {});
    const [started] = test.host.started;
    const workspace = { mode: 'copy', tree: null, files: ['src/**'], sha: SHA };
    expect(started?.ticket.workspace).toEqual(workspace);
  });
});

function openHosted(files: NonNullable<Repository['files']>): Promise<TestRuntime> {
  return openRuntime({ repository: { files, mergeBase: async () => null } });
}

async function endOf(test: TestRuntime, given: Partial<RunRequest>, plan: Plan = CACHED) {
  const hosted = given.hosted ?? aPlace();
  const allotted = await test.runtime.allot(hosted.repository.id);
  const run = await test.start(plan, { sha: SHA, hosted, ...given, ...allotted });
  return test.until(run.id);
}
