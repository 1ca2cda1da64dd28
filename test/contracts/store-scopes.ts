import { describe, expect, it } from 'vitest';
import { digestOf } from '../../app/domain/digest.ts';
import type { HostedRun } from '../../app/domain/hosted.ts';
import type { RunHeader } from '../../app/domain/run/run.ts';
import { readableScopes, registryOf, scopeOf } from '../../app/domain/scope.ts';
import { aPlace } from '../support/hosted.ts';
import { aHeader, aModelVersion, anId, aStep, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

const SHA = 'a'.repeat(40);

/** Whose work is whose: of a repository, and in it of code that is trusted as far. */
const PLACES = {
  local: undefined,
  protected: aPlace(1, { trust: 'protected' }),
  writer: aPlace(1, { trust: 'writer' }),
  untrusted: aPlace(1, { trust: 'untrusted', pull: 7 }),
  'untrusted, of another pull request': aPlace(1, { trust: 'untrusted', pull: 8 }),
  'protected, of another repository': aPlace(2, { trust: 'protected' }),
  'writer, of another repository': aPlace(2, { trust: 'writer' }),
} satisfies Record<string, HostedRun | undefined>;
type Place = keyof typeof PLACES;
const NAMES = Object.keys(PLACES) as Place[];

/** Who reads what whom wrote; everybody reads their own. */
const READS: Readonly<Record<Place, readonly Place[]>> = {
  local: ['local'],
  protected: ['protected'],
  writer: ['protected', 'writer'],
  untrusted: ['untrusted'],
  'untrusted, of another pull request': ['untrusted, of another pull request'],
  'protected, of another repository': ['protected, of another repository'],
  'writer, of another repository': [
    'protected, of another repository',
    'writer, of another repository',
  ],
};

/** What spans runs is shared by those of one repository, as far as their code is trusted. */
export function describeScopesContract(stores: Stores): void {
  describe.each(NAMES)('work of %s runs', (writer) => {
    const readers = NAMES.filter((reader) => READS[reader].includes(writer));

    it('is reused by those who may trust it, and by nobody else', async () => {
      const { store } = stores();
      const cacheKey = digestOf(anId());
      const run = aRun(writer);
      const done = aStep('train', { state: 'over', result: 'success' });
      const of = { run: run.id, key: 'train', attempt: 1 } as const;
      const scope = scopeOf(run);
      const place = { run: run.id, key: 'train', pipeline: run.pipeline };
      const parts = { ...place, at: 1, cacheKey, parts: {} };
      const checkpoint = { digest: digestOf('c'), savedAt: 1, size: 1, files: 1 };
      const saved = { checkpoint, pipeline: run.pipeline, cacheKey, scope, keep: 1 };
      await store.commit([
        creation(run, { steps: [done], cache: [{ cacheKey, key: 'train', asks: {} }] }),
        { type: 'cache.parts', parts, scope },
        { type: 'attempt.record', record: { ...of, type: 'checkpoint', ...saved } },
      ]);
      const { cache } = store;
      const found = {
        hit: await whoFinds((reader) =>
          cache.look({ cacheKey, asks: {}, notBefore: 0 }, readableScopes(reader)),
        ),
        parts: await whoFinds(async (reader) => {
          const query = { pipeline: run.pipeline, key: 'train', except: null, limit: 1 };
          return (await cache.recentParts(query, readableScopes(reader)))[0] ?? null;
        }),
        checkpoint: await whoFinds(async (reader) => {
          const scopes = readableScopes(reader);
          return (await cache.checkpoints(run.pipeline, 'train', cacheKey, scopes))[0] ?? null;
        }),
      };
      expect(found).toEqual({ hit: readers, parts: readers, checkpoint: readers });
    });

    it('gives its version to those who may trust it, and to nobody else', async () => {
      const { store } = stores();
      const run = aRun(writer);
      const version = aModelVersion({ model: anId(), run: run.id });
      const scopes = { scope: registryOf(run), within: scopeOf(run) };
      await store.commit([creation(run), { type: 'model.register', version, ...scopes }]);
      const given = await whoFinds(async (reader) => {
        const readable = readableScopes(reader);
        const { registry } = store;
        const found = await registry.registeredWithin(version.model, readable, registryOf(reader));
        return found[0] ?? null;
      });
      expect(given).toEqual(readers);
    });

    it('is what the gates of those who may trust it are held against, and of nobody else', async () => {
      const { store } = stores();
      const run = aRun(writer, { status: 'succeeded' });
      const measured = { state: 'over', result: 'success', metrics: { auc: 0.7 } } as const;
      const steps = [aStep('evaluate', measured)];
      await store.commit([creation(run, { steps })]);
      const found = await whoFinds(async (reader) => {
        const scopes = readableScopes(reader);
        const place = { stepId: 'evaluate', key: 'evaluate', now: 0 };
        const question = { pipeline: run.pipeline, commits: [SHA], ...place };
        const baseline = await store.baselines.atCommits(question, scopes);
        return baseline.type === 'found' ? baseline : null;
      });
      expect(found).toEqual(readers);
    });
  });

  it('models of one name count, and are pointed to, in each repository for itself', async () => {
    const { store } = stores();
    const model = anId();
    const owners = ['local', 'protected', 'untrusted', 'protected, of another repository'] as const;
    for (const [index, owner] of owners.entries()) {
      const run = aRun(owner);
      const scope = registryOf(run);
      const version = aModelVersion({
        model,
        run: run.id,
        metrics: { auc: index },
        metricsStep: 'e',
      });
      const alias = { model, alias: 'best', version: 1, movedAt: 1, movedBy: 'ci', run: run.id };
      const result = await store.commit([
        { type: 'model.register', version, scope },
        { type: 'alias.move', alias, from: null, scope },
      ]);
      expect(result.type).toBe('committed');
    }
    const { registry, baselines } = store;
    const seen = NAMES.map(async (name) => {
      const scope = registryOf(aRun(name));
      const [version] = await registry.versions(model, scope);
      expect(await registry.version(model, 1, scope)).toEqual(version ?? null);
      expect(await registry.aliases(model, scope)).toHaveLength(version === undefined ? 0 : 1);
      expect(await registry.history(model, scope)).toHaveLength(version === undefined ? 0 : 1);
      expect((await registry.models(scope)).includes(model)).toBe(version !== undefined);
      expect((await registry.alias(model, 'best', scope))?.run).toBe(version?.run);
      const baseline = await baselines.behindAlias(model, 'best', 'e', scope);
      return baseline.type === 'found' ? baseline.metrics['auc'] : null;
    });
    expect(await Promise.all(seen)).toEqual([0, 1, 1, 2, null, 3, 3]);
    expect((await registry.versions(model)).map(({ metrics }) => metrics)).toEqual([{ auc: 0 }]);
  });
}

function aRun(name: Place, given: Partial<RunHeader> = {}): RunHeader {
  const hosted = PLACES[name];
  return aHeader({ pipeline: anId(), sha: SHA, ...given, ...(hosted !== undefined && { hosted }) });
}

async function whoFinds(look: (reader: RunHeader) => Promise<unknown>): Promise<readonly Place[]> {
  const found: Place[] = [];
  for (const name of NAMES) if ((await look(aRun(name))) !== null) found.push(name);
  return found;
}
