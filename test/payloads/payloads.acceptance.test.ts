import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../app/runtime/ports/store.ts';
import { EXPECTED_RUNS, NOT_OURS, STARTS_NOTHING } from './expected-runs.ts';
import { nameOf, RECORDED, shuffled, type Recorded } from './recorded-payloads.ts';
import { openRecordedWorld, OURS, settled, type RecordedWorld } from './recorded-world.ts';

let recorded: RecordedWorld;
beforeAll(async () => {
  recorded = await openRecordedWorld();
});
afterAll(() => recorded.world.close());

/** A payload that names no installation names ours. */
function installed(one: Recorded): Recorded {
  return one.payload.installation == null ? ofInstallation(one, OURS) : one;
}

function ofInstallation({ payload, ...one }: Recorded, id: number): Recorded {
  return { ...one, payload: { ...payload, installation: { id } } };
}

/** Nobody recorded the push of the pull request's head: without it nobody knows who made that. */
async function pushHead({ payloads, commits, send }: RecordedWorld): Promise<void> {
  const push = payloads.find((one) => nameOf(one) === 'push 4');
  if (push === undefined) throw new Error('There is no such payload.');
  const payload = { ...push.payload, ref: 'refs/heads/changes', after: commits.changes };
  await send({ event: 'push', index: -1, payload });
}

async function sendAll(list: readonly Recorded[], signedWith?: string) {
  const statuses = new Set<number>();
  const waiting = [...list];
  const sender = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      statuses.add(await recorded.send(one, signedWith));
    }
  };
  await Promise.all([sender(), sender(), sender(), sender()]);
  return [...statuses];
}

async function runsOf({ runs }: Store) {
  const all = await runs.list({ pipeline: null, open: false, limit: 100 });
  return all
    .map(({ pipeline, sha, ref, trigger, hosted }) => ({
      repository: `${hosted?.repository.owner}/${hosted?.repository.name}`,
      pipeline,
      sha,
      ref,
      trigger,
      trust: hosted?.trust,
      pull: hosted?.pull,
    }))
    .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function expectedRuns() {
  return EXPECTED_RUNS.map(({ pipeline, commit, ref, trigger, trust, pull }) => ({
    repository: 'Codertocat/Hello-World',
    pipeline,
    sha: recorded.commits[commit],
    ref,
    trigger,
    trust,
    pull,
  })).toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey({ pipeline, ref }: { readonly pipeline: string; readonly ref: string | null }) {
  return `${pipeline} ${ref}`;
}

describe('the table of expected runs', () => {
  test('has every recorded payload once: as the reason of a run, or with the reason why it is none', () => {
    const starting = new Set(EXPECTED_RUNS.flatMap(({ payloads }) => payloads));
    const places = RECORDED.map((one) => {
      const { event, payload } = one;
      const action = payload['deleted'] === true ? 'deleted' : String(payload['action']);
      const lines = STARTS_NOTHING.filter(
        ([name, actions]) => name === event && (actions === null || actions.includes(action)),
      );
      const isTold = [starting.has(nameOf(one)), NOT_OURS.includes(event)].filter(Boolean);
      return { name: nameOf(one), places: lines.length + isTold.length };
    });
    expect(places).toHaveLength(329);
    expect(places.filter((each) => each.places !== 1)).toEqual([]);
  });
});

describe('all recorded payloads, signed and each sent twice,', () => {
  test.each([1, 2, 3])('start exactly the runs of the table in shuffle %i', async (seed) => {
    const store = await recorded.begin();
    await pushHead(recorded);
    const all = recorded.payloads.map(installed);
    expect(await sendAll(shuffled([...all, ...all], seed))).toEqual([200]);
    await settled(store);
    expect(await runsOf(store)).toEqual(expectedRuns());
    expect(recorded.log.filter((line) => JSON.parse(line).level >= 40)).toEqual([]);
    expect(recorded.world.github.problems()).toEqual([]);
  });
});

describe('recorded payloads', () => {
  test('signed by another are refused, of a foreign installation dropped, and those without one are not for us', async () => {
    const store = await recorded.begin();
    const all = recorded.payloads.map(installed);
    expect(await sendAll(all, 'guessed')).toEqual([401]);
    expect(await sendAll(all.map((one) => ofInstallation(one, 777)))).toEqual([200]);
    expect(await store.queues.nextDueAt('delivery')).toBeNull();
    expect(await runsOf(store)).toEqual([]);
    // Their ids are still unknown: deliveries of the same ids are heard.
    await pushHead(recorded);
    expect(await sendAll(shuffled(recorded.payloads, 4))).toEqual([200]);
    await settled(store);
    // The tag was recorded without an installation.
    const heard = expectedRuns().filter(({ pipeline }) => pipeline !== 'tagged');
    expect(await runsOf(store)).toEqual(heard);
  });
});
