import { describe, expect, test } from 'vitest';
import { openDeploys, planOf } from './open-deploys.ts';

/** Commits are `1`, `2` and so on, each the child of the one before. */
const repository = {
  baseCommits: async () => [],
  isBehind: async (run: { readonly sha: string | null }, other: { readonly sha: string | null }) =>
    Number(run.sha) < Number(other.sha),
};

describe('on GitHub', () => {
  test('an older commit moves no alias back, and is told which command does', async () => {
    const { run, until, row, production } = await openDeploys({ repository });
    await until(await run(planOf(), { sha: '2' }));
    const older = await run(planOf(), { sha: '1' });
    await until(older);
    expect((await row(older))?.reason).toContain(
      'churn@production is at v1 of the newer commit 2 (run #1); to go back, write `/mlp rollback churn@production`',
    );
    expect(await production()).toBe(1);
  });

  test('a rerun does not undo what somebody promoted since, and is told how to do so', async () => {
    const { run, until, row, production } = await openDeploys({ repository });
    const first = await run(planOf(), { sha: '1' });
    await until(first);
    await until(await run(planOf(), { sha: '1', trigger: 'promotion' }));
    const again = await run(planOf(), { sha: '1', rerunOf: first });
    await until(again);
    expect((await row(again))?.reason).toContain(
      'churn@production was set to v2 by run #2 since; to move it from there, write `/mlp promote`',
    );
    const ofThat = await run(planOf(), { sha: '1', rerunOf: again });
    await until(ofThat);
    expect((await row(ofThat))?.reason).toContain('was set to v2 by run #2 since');
    expect(await production()).toBe(2);
  });

  test('a rerun of what came after that promotion goes on; of what is forgotten it does not', async () => {
    const { run, until, production } = await openDeploys({ repository });
    await until(await run(planOf(), { sha: '1', trigger: 'promotion' }));
    const gone = await run(planOf(), { sha: '1', rerunOf: 'gone' });
    expect((await until(gone)).status).toBe('failed');
    const later = await run(planOf(), { sha: '1' });
    expect((await until(later)).status).toBe('succeeded');
    await until(await run(planOf(), { sha: '1', trigger: 'promotion' }));
    const newest = await run(planOf(), { sha: '1' });
    await until(newest);
    const again = await run(planOf(), { sha: '1', rerunOf: newest });
    expect((await until(again)).status).toBe('succeeded');
    expect(await production()).toBe(6);
  });
});
