import {
  EMPTY_CONCURRENCY,
  decideConcurrency,
  type ConcurrencyState,
} from '../../engine/decide-concurrency.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { NotYet } from '../not-yet.ts';
import { readConcurrencyState } from '../facts/read-concurrency-state.ts';
import type { RuntimeDeps } from '../runtime.ts';
import { lockOf, type Moved } from './moved-aliases.ts';

type TurnDeps = { readonly store: Pick<RuntimeDeps['store'], 'concurrency' | 'runs' | 'commit'> };

/**
 * Returns once it is this run's turn with each of these aliases: runs that promote the same one do it one after the other,
 * in the order in which they came, each until it is over. Throws `NotYet` before.
 */
export async function awaitTurn(
  { store }: TurnDeps,
  run: RunHeader,
  moved: readonly Moved[],
): Promise<void> {
  // All take them in one order, so that no two wait for each other.
  for (const alias of moved.toSorted((a, b) => (lockOf(run, a) < lockOf(run, b) ? -1 : 1))) {
    const group = lockOf(run, alias);
    const stored = await store.concurrency.load(group);
    const before = stored === null ? EMPTY_CONCURRENCY : readConcurrencyState(stored.state);
    const state = joined(await withoutEnded(store, before), run.id);
    if (state !== before) {
      const expected = stored?.version ?? null;
      const save = { type: 'concurrency.save', group, expected, state } as const;
      const { type } = await store.commit([save]);
      if (type === 'conflict')
        throw new NotYet(`another run asks for ${alias.model}@${alias.alias}`);
    }
    const { holder } = state;
    if (holder !== null && holder.run !== run.id) {
      throw new NotYet(`another run promotes ${alias.model}@${alias.alias}`);
    }
  }
}

/** A run that is over has left, whether or not it came to say so. */
async function withoutEnded(
  { runs }: TurnDeps['store'],
  before: ConcurrencyState,
): Promise<ConcurrencyState> {
  let state = before;
  for (const { run } of [...state.waiting, ...(state.holder === null ? [] : [state.holder])]) {
    const header = await runs.header(run);
    if (header !== null && header.endedAt === null) continue;
    state = decideConcurrency(state, { type: 'group.left', run })?.state ?? state;
  }
  return state;
}

function joined(state: ConcurrencyState, run: string): ConcurrencyState {
  const policy = { cancelInProgress: false, queue: 'all' } as const;
  return decideConcurrency(state, { type: 'group.joined', run, policy })?.state ?? state;
}
