import {
  EMPTY_CONCURRENCY,
  decideConcurrency,
  type ConcurrencyState,
} from '../../engine/decide-concurrency.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { StepState } from '../../domain/statuses.ts';
import { NotYet } from '../not-yet.ts';
import { readConcurrencyState } from '../facts/read-concurrency-state.ts';
import type { RuntimeDeps } from '../runtime.ts';
import { lockOf, movedAliases, type Moved } from './moved-aliases.ts';

type TurnDeps = { readonly store: Pick<RuntimeDeps['store'], 'concurrency' | 'runs' | 'commit'> };

/**
 * What this run waits for before it is its turn with each of these aliases, as `waits for run #31, which promotes …`; null:
 * it is. Runs that promote the same one do it one after the other, in the order in which they came, each until its step
 * that moves it is over.
 */
export async function whyNotItsTurn(
  { store }: TurnDeps,
  run: RunHeader,
  moved: readonly Moved[],
): Promise<string | null> {
  // All take them in one order, so that no two wait for each other.
  for (const alias of moved.toSorted((a, b) => (lockOf(run, a) < lockOf(run, b) ? -1 : 1))) {
    const group = lockOf(run, alias);
    const { stored, before } = await loadTurns(store, group);
    const freed = await withoutGone(store, before, { group, self: run.id });
    const state = joined(freed, run.id);
    if (state !== before) await save(store, { group, stored, state });
    const { holder } = state;
    if (holder !== null && holder.run !== run.id) return waitsFor(store, holder.run, alias);
  }
  return null;
}

/** Takes a run out of the order, where it is not to move these aliases for now: it keeps no other run waiting. */
export async function leaveTurn(
  { store }: TurnDeps,
  run: RunHeader,
  moved: readonly Moved[],
): Promise<void> {
  for (const alias of moved) {
    const group = lockOf(run, alias);
    const { stored, before } = await loadTurns(store, group);
    const left = decideConcurrency(before, { type: 'group.left', run: run.id });
    if (left !== null) await save(store, { group, stored, state: left.state });
  }
}

type Stored = Awaited<ReturnType<TurnDeps['store']['concurrency']['load']>>;

async function loadTurns(store: TurnDeps['store'], group: string) {
  const stored = await store.concurrency.load(group);
  const before = stored === null ? EMPTY_CONCURRENCY : readConcurrencyState(stored.state);
  return { stored, before };
}

async function save(
  store: TurnDeps['store'],
  {
    group,
    stored,
    state,
  }: { readonly group: string; readonly stored: Stored; readonly state: ConcurrencyState },
): Promise<void> {
  const expected = stored?.version ?? null;
  const { type } = await store.commit([{ type: 'concurrency.save', group, expected, state }]);
  if (type === 'conflict') throw new NotYet(`another run came to ${group}`);
}

async function waitsFor(
  { runs }: TurnDeps['store'],
  holder: string,
  { model, alias }: Moved,
): Promise<string> {
  const other = await runs.header(holder);
  const name = other === null ? 'another run' : `run #${runNumberOf(other)}`;
  return `waits for ${name}, which promotes ${model}@${alias}`;
}

function runNumberOf({ number, attempt }: RunHeader): string {
  return attempt === 1 ? `${number}` : `${number}.${attempt}`;
}

/** The holder leaves once nothing of its run moves the alias any more, whether or not it came to say so. */
async function withoutGone(
  { runs }: TurnDeps['store'],
  before: ConcurrencyState,
  { group, self }: { readonly group: string; readonly self: string },
): Promise<ConcurrencyState> {
  let state = before;
  for (let { holder } = state; holder !== null && holder.run !== self; { holder } = state) {
    if (await isMoving(runs, holder.run, group)) return state;
    const left = decideConcurrency(state, { type: 'group.left', run: holder.run });
    if (left === null) return state;
    state = left.state;
  }
  return state;
}

/**
 * Whether a step of a run moves the alias now, or is about to: what waits for people, or comes later in the run, keeps no
 * other run waiting; it takes its turn when its time has come.
 */
async function isMoving(
  runs: TurnDeps['store']['runs'],
  run: string,
  group: string,
): Promise<boolean> {
  const rows = await runs.load(run);
  if (rows === null || rows.header.endedAt !== null) return false;
  const plan = await runs.plan(rows.header.plan);
  // What cannot be read may be at it.
  if (plan === null) return true;
  const moving = plan.steps.filter((step) =>
    movedAliases(plan, step).some((alias) => lockOf(rows.header, alias) === group),
  );
  return moving.some(({ id, approval }) =>
    rows.steps.some(
      (row) =>
        row.stepId === id &&
        (AT_IT.has(row.state) ||
          // As many as it asks for: they are being looked at, after which it starts.
          (row.state === 'approval' && row.approvals.length >= (approval?.count ?? 1))),
    ),
  );
}

const AT_IT: ReadonlySet<StepState> = new Set([
  'ready',
  'backoff',
  'starting',
  'running',
  'stopping',
  'judging',
  'promoting',
]);

function joined(state: ConcurrencyState, run: string): ConcurrencyState {
  const policy = { cancelInProgress: false, queue: 'all' } as const;
  return decideConcurrency(state, { type: 'group.joined', run, policy })?.state ?? state;
}
