import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { AuditEntry } from '../../../app/domain/audit.ts';
import type { NewEvent } from '../../../app/runtime/runtime.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import { anAudit } from '../../support/an-audit.ts';
import { aPlan, anApproval, aStep } from '../../support/build-plan.ts';
import { aPlace } from '../../support/hosted.ts';
import { mortalStore } from '../../support/mortal-store.ts';
import { openRuntime, type TestRuntime } from '../../support/open-runtime.ts';
import { anId } from '../../support/rows.ts';

/** Somebody says something about a run, to one of two processes, which may die while it is written down. */
const said = fc.record({
  what: fc.oneof(
    { weight: 5, arbitrary: fc.constant('approve' as const) },
    { weight: 5, arbitrary: fc.constant('withdraw' as const) },
    { weight: 2, arbitrary: fc.constant('refused' as const) },
    { weight: 1, arbitrary: fc.constantFrom('reject' as const, 'cancel' as const) },
  ),
  who: fc.integer({ min: 1, max: 3 }),
  run: fc.integer({ min: 0, max: 1 }),
  step: fc.constantFrom('beta', 'live'),
  process: fc.integer({ min: 0, max: 1 }),
  death: fc.option(
    fc.record({
      call: fc.integer({ min: 1, max: 4 }),
      moment: fc.constantFrom('before', 'after'),
    }),
    { freq: 5, nil: null },
  ),
});
type Said = typeof said extends fc.Arbitrary<infer S> ? S : never;

const PLAN = aPlan([
  aStep('beta', { approval: anApproval({ count: 4 }) }),
  aStep('live', { approval: anApproval({ count: 4 }) }),
]);
const REPOSITORY = 900;
const READ = { repository: REPOSITORY, first: 'oldest', limit: 1000 } as const;

test('whatever people decide, and whoever dies meanwhile, the audit has each decision once, in order and for good', async () => {
  await fc.assert(fc.asyncProperty(fc.array(said, { minLength: 15, maxLength: 40 }), play), {
    numRuns: 12,
  });
});

async function play(all: readonly Said[]): Promise<void> {
  const first = await openRuntime({ scope: 'all' });
  const { store } = first;
  onTestFinished(() => store.close());
  const processes = [first, await openRuntime({ store, scope: 'all' })];
  const runs: string[] = [];
  for (let n = 0; n < 2; n += 1) {
    const { id } = await first.start(PLAN, { hosted: aPlace(REPOSITORY) });
    await first.until(id, ({ counts }) => counts.approvals === 2);
    runs.push(id);
  }
  let before: readonly AuditEntry[] = [];
  for (const one of all) {
    await say({ store, process: processes[one.process] ?? first, run: runs[one.run] ?? '' }, one);
    const now = await store.audits.list(READ);
    expect(now.slice(0, before.length)).toEqual(before);
    before = now;
  }
  expect(before.map(({ number }) => number)).toEqual(before.map((_, at) => at + 1));
  expect(new Set(before.map(({ id }) => id)).size).toBe(before.length);
  for (const run of runs) expect(ofRun(before, run)).toEqual(await decidedIn(store, run));
  const refusals = all.filter(({ what, death }) => what === 'refused' && death === null);
  const kept = before.filter(({ decision }) => decision === 'refused');
  expect(kept.length).toBeGreaterThanOrEqual(refusals.length);
}

type Place = { readonly store: Store; readonly process: TestRuntime; readonly run: string };

async function say({ store, process, run }: Place, one: Said): Promise<void> {
  const { what, who, step: key, death } = one;
  const asked = `/mlp ${what} ${key}`;
  const how = { actorId: who, permission: 'write', surface: 'comment', asked } as const;
  const mortal = death === null ? null : mortalStore(store, death);
  const tell = async (): Promise<unknown> => {
    if (what === 'refused') {
      const about = { type: 'request' } as const;
      const person = { actor: `p${who}`, actorId: who };
      const audit = anAudit({
        id: anId(),
        ...person,
        repository: REPOSITORY,
        about,
        decision: what,
      });
      return (mortal?.store ?? store).commit([{ type: 'audit.add', audit }]);
    }
    const runtime =
      mortal === null
        ? process.runtime
        : (await openRuntime({ store: mortal.store, scope: 'all' })).runtime;
    return runtime.handle(run, eventOf(what, who, key), how);
  };
  const told = tell();
  if (mortal === null) return void (await told);
  // Whoever is dead never answers.
  const over = told.then(() => true);
  for (let isOver = false; !isOver && !mortal.isDead();) {
    const tick = new Promise<boolean>((resolve) => setTimeout(resolve, 1, false));
    isOver = await Promise.race([over, tick]);
  }
}

function eventOf(what: Exclude<Said['what'], 'refused'>, who: number, key: string): NewEvent {
  const by = `p${who}`;
  if (what === 'cancel') return { type: 'run.cancel-requested', by, reason: 'no', forced: false };
  if (what === 'withdraw') return { type: 'approval.withdrawn', key, by, byId: who };
  const decision = what === 'approve' ? 'approved' : 'rejected';
  const about = { standsFor: null, comment: null, atLeast: 1 };
  return { type: 'approval.decided', key, by, byId: who, decision, ...about };
}

/** What the run's own history says was decided, by whom. */
async function decidedIn(store: Store, run: string): Promise<readonly string[]> {
  return (await store.runs.events(run, 0)).flatMap(({ event }) => {
    switch (event.type) {
      case 'approval.decided':
        return [`${event.decision === 'approved' ? 'approve' : 'reject'} ${event.key} ${event.by}`];
      case 'approval.withdrawn':
        return [`withdraw ${event.key} ${event.by}`];
      case 'run.cancel-requested':
        return [`cancel run ${event.by}`];
      default:
        return [];
    }
  });
}

/** The same, as the audit has it. */
function ofRun(entries: readonly AuditEntry[], run: string): readonly string[] {
  return entries.flatMap(({ about, actor }) => {
    if (!('run' in about) || about.run !== run) return [];
    const where = 'step' in about ? about.step : 'run';
    return [`${about.type.split('.')[1]} ${where} ${actor}`];
  });
}
