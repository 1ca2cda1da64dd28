import type { ConcurrencySpec } from '../domain/plan.ts';

/** Runs of one concurrency group. One begins; others wait in the order they came. */
export type ConcurrencyState = {
  readonly holder: ConcurrencyMember | null;
  readonly waiting: readonly ConcurrencyMember[];
  /** The last runs that left or were replaced: a question of theirs that comes again is no new one. */
  readonly gone: readonly string[];
};
export type ConcurrencyMember = {
  readonly run: string;
  /** Nothing but an approval keeps it from going on. */
  readonly waitsForApproval: boolean;
};

export type ConcurrencyEvent =
  | {
      readonly type: 'group.joined';
      readonly run: string;
      readonly policy: Pick<ConcurrencySpec, 'cancelInProgress' | 'queue'>;
    }
  | { readonly type: 'group.left'; readonly run: string }
  | { readonly type: 'group.waits'; readonly run: string };

/** What the group becomes, and what it tells its runs: events for them, to be committed with it. */
export type ConcurrencyDecision = {
  readonly state: ConcurrencyState;
  readonly admit: readonly string[];
  readonly cancel: readonly { readonly run: string; readonly reason: string }[];
};

export const EMPTY_CONCURRENCY: ConcurrencyState = { holder: null, waiting: [], gone: [] };

/** An effect that is performed twice is performed twice within far fewer runs than this. */
const REMEMBERED = 100;

/**
 * Concurrency as in Actions: one run begins at a time, the newest other waits and replaces an older one that waited
 * (`queue: all` keeps all). Whom it cancels stays until it has left: a begun promotion ends first. Null: nothing changes.
 */
export function decideConcurrency(
  state: ConcurrencyState,
  event: ConcurrencyEvent,
): ConcurrencyDecision | null {
  switch (event.type) {
    case 'group.joined':
      return join(state, event.run, event.policy);
    case 'group.left':
      return leave(state, event.run);
    case 'group.waits':
      return wait(state, event.run);
  }
}

function join(
  state: ConcurrencyState,
  run: string,
  policy: Pick<ConcurrencySpec, 'cancelInProgress' | 'queue'>,
): ConcurrencyDecision | null {
  if (isMember(state, run) || state.gone.includes(run)) return null;
  const member = { run, waitsForApproval: false };
  const { holder } = state;
  if (holder === null) return { state: { ...state, holder: member }, admit: [run], cancel: [] };
  const replaced = policy.queue === 'one' ? state.waiting : [];
  const waiting = policy.queue === 'one' ? [member] : [...state.waiting, member];
  const reason = `a newer run of its concurrency group took its place`;
  const ended =
    policy.cancelInProgress || holder.waitsForApproval ? [holder, ...replaced] : replaced;
  const gone = remember(state, replaced);
  return {
    state: { holder, waiting, gone },
    admit: [],
    cancel: ended.map((member) => ({ run: member.run, reason })),
  };
}

function leave(state: ConcurrencyState, run: string): ConcurrencyDecision | null {
  if (state.holder?.run === run) {
    const [next = null, ...waiting] = state.waiting;
    const admit = next === null ? [] : [next.run];
    const gone = remember(state, [state.holder]);
    return { state: { holder: next, waiting, gone }, admit, cancel: [] };
  }
  const waiting = state.waiting.filter((member) => member.run !== run);
  if (waiting.length === state.waiting.length) return null;
  const gone = remember(state, [{ run }]);
  return { state: { ...state, waiting, gone }, admit: [], cancel: [] };
}

function wait(state: ConcurrencyState, run: string): ConcurrencyDecision | null {
  const { holder, waiting } = state;
  if (holder?.run !== run || holder.waitsForApproval) return null;
  const reason = 'it waited for an approval when a newer run of its concurrency group came';
  const cancel = waiting.length > 0 ? [{ run, reason }] : [];
  return { state: { ...state, holder: { run, waitsForApproval: true } }, admit: [], cancel };
}

function remember(
  { gone }: ConcurrencyState,
  members: readonly Pick<ConcurrencyMember, 'run'>[],
): readonly string[] {
  return [...gone, ...members.map(({ run }) => run)].slice(-REMEMBERED);
}

function isMember(state: ConcurrencyState, run: string): boolean {
  return state.holder?.run === run || state.waiting.some((member) => member.run === run);
}
