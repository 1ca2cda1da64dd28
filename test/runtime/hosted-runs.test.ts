import { describe, expect, it } from 'vitest';
import { encodeManifest } from '../../content/manifest/manifest.ts';
import { digestOf } from '../../app/domain/digest.ts';
import type { Plan } from '../../app/domain/plan.ts';
import type { RunRequest } from '../../app/domain/run/run.ts';
import type { Repository } from '../../app/runtime/ports/host.ts';
import { aPlan, aStep, NO_RETRY } from '../support/build-plan.ts';
import { aPlace } from '../support/hosted.ts';
import { begun, ended, succeeded } from '../support/script-host.ts';
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

  it('goes on from a checkpoint of its own where nobody can say what its commit holds', async () => {
    const test = await openHosted(async () => null);
    const bytes = encodeManifest({ format: 1, single: false, entries: [] });
    await test.blobs.putBytes(bytes);
    const saved = { digest: digestOf(bytes), size: 0, files: 0 };
    test.host.acts.set('train', ({ attempt }) =>
      attempt < 3
        ? [
            begun(),
            ...(attempt === 1 ? [{ type: 'checkpoint', at: 10, ...saved } as const] : []),
            ended({ status: 'interrupted', class: 'infra' }),
          ]
        : [begun(), succeeded()],
    );
    const checkpoint = {
      path: 'c',
      save: 'on-quiet',
      everyMs: 1,
      keep: 1,
      resume: 'auto',
    } as const;
    const retry = { ...NO_RETRY, limits: { ...NO_RETRY.limits, infra: 2 } };
    const plan = aPlan([aStep('train', { checkpoint, retry })]);
    await endOf(test, {}, plan);
    await endOf(test, {}, aPlan([aStep('train', { checkpoint })]));
    const restored = { digest: saved.digest, savedAt: 10 };
    const restores = test.host.started.map(({ ticket }) => ticket.checkpoint?.restore);
    expect(restores).toEqual([null, restored, restored, null]);
  });

  it('goes on from the newest of its own checkpoints, whichever attempt saved it', async () => {
    const test = await openHosted(async () => null);
    const saved = async (path: string) => {
      const folder = { type: 'dir', path } as const;
      const bytes = encodeManifest({ format: 1, single: false, entries: [folder] });
      await test.blobs.putBytes(bytes);
      return { digest: digestOf(bytes), size: 0, files: 1 };
    };
    const made = await Promise.all(['a', 'b', 'c', 'd'].map(saved));
    const digests = made.map(({ digest }) => digest);
    test.host.acts.set('train', ({ attempt }) => [
      begun(),
      ...made.flatMap((one, index) =>
        index >= (attempt === 1 ? 0 : attempt) && index <= attempt
          ? [{ type: 'checkpoint', at: index + 1, ...one } as const]
          : [],
      ),
      attempt < 4 ? ended({ status: 'interrupted', class: 'infra' }) : succeeded(),
    ]);
    const every = { path: 'c', save: 'on-quiet', everyMs: 1, keep: 9 } as const;
    const checkpoint = { ...every, resume: 'auto' } as const;
    const retry = { ...NO_RETRY, limits: { ...NO_RETRY.limits, infra: 3 } };
    await endOf(test, {}, aPlan([aStep('train', { checkpoint, retry })]));
    const restores = test.host.started.map(({ ticket }) => ticket.checkpoint?.restore?.digest);
    expect(restores).toEqual([undefined, ...digests.slice(1)]);
  });

  it('tells its job which commit the step is of', async () => {
    const test = await openHosted(async () => null);
    await endOf(test, {});
    const [started] = test.host.started;
    const workspace = { mode: 'copy', tree: null, files: ['src/**'], sha: SHA };
    expect(started?.ticket.workspace).toEqual(workspace);
  });
});

describe('what runs on GitHub share', () => {
  const files = async () => new Map([['src/a.py', '100644 2']]);
  const pushed = { trust: 'protected' } as const;

  it('is never taken by another repository, nor by code that is trusted farther', async () => {
    const test = await openHosted(files);
    const forked = { trust: 'untrusted', pull: 3 } as const;
    const places = [aPlace(1), aPlace(2), aPlace(1, pushed), aPlace(1, forked)];
    for (const hosted of [...places, ...places]) await endOf(test, { hosted });
    expect(test.host.order).toHaveLength(places.length);
    await endOf(test, { hosted: aPlace(3, pushed) });
    await endOf(test, { hosted: aPlace(3) });
    expect(test.host.order).toHaveLength(places.length + 1);
  });

  it('has aliases that only runs of a protected branch move, and versions of each repository', async () => {
    const test = await openHosted(files);
    const model = { digest: digestOf('m'), type: 'model', path: 'm', size: 1, files: 1 } as const;
    test.host.acts.set('train', () => [begun(), succeeded({ artifacts: { model } })]);
    const from = { type: 'output', step: 'train', name: 'model' } as const;
    const register = { model: 'churn', metrics: null, alias: 'best', from };
    const plan = aPlan([
      aStep('train', { outputs: { model: { type: 'model', path: 'm', optional: false } } }),
      aStep('register', { needs: ['train'], action: { type: 'register', register } }),
    ]);
    for (const hosted of [aPlace(1), aPlace(1, pushed), aPlace(2, pushed)]) {
      expect((await endOf(test, { hosted }, plan)).status).toBe('succeeded');
    }
    const { registry } = test.store;
    const seen = ['1', '2', 'local'].map(async (scope) => {
      const versions = (await registry.versions('churn', scope)).map(({ version }) => version);
      return { versions, best: (await registry.alias('churn', 'best', scope))?.version };
    });
    expect(await Promise.all(seen)).toEqual([
      { versions: [2, 1], best: 2 },
      { versions: [1], best: 1 },
      { versions: [], best: undefined },
    ]);
  });
});

function openHosted(files: NonNullable<Repository['files']>): Promise<TestRuntime> {
  return openRuntime({ repository: { files, baseCommits: async () => [] } });
}

async function endOf(test: TestRuntime, given: Partial<RunRequest>, plan: Plan = CACHED) {
  const hosted = given.hosted ?? aPlace();
  const allotted = await test.runtime.allot(hosted.repository.id);
  const run = await test.start(plan, { sha: SHA, hosted, ...given, ...allotted });
  return test.until(run.id);
}
