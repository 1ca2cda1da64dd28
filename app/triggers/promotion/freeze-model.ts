import { DURATION_UNITS } from '../../../text/duration.ts';
import { isFrozen, type Freeze, type FreezeOwner } from '../../domain/model.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { Scope } from '../../domain/scope.ts';
import type { ChangeOf, Store } from '../../runtime/ports/store.ts';

/** Somebody who freezes a model, or takes that back. */
export type FreezeWish = {
  readonly model: string;
  readonly scope: Scope;
  readonly by: string;
  /** Null: on a laptop. */
  readonly byId: number | null;
  /** May shorten what others froze. */
  readonly isAdministrator: boolean;
  readonly at: Instant;
} & (
  | { readonly kind: 'freeze'; readonly until: string; readonly reason: string | null }
  | { readonly kind: 'unfreeze' }
);

export type Frozen =
  | { readonly type: 'change'; readonly change: ChangeOf<'model.freeze'> }
  /** A sentence. */
  | { readonly type: 'refused'; readonly why: string };

/** Nobody means longer: what stands still for ever is deprecated, or has no step that promotes it. */
const LONGEST_MS = 366 * DURATION_UNITS.d;
const LONGEST_REASON = 500;

/**
 * What freezing a model, or unfreezing it, changes, by one law for every way in which it is asked for. Anybody who may ask
 * makes a freeze longer; whoever froze it, or an administrator, makes it shorter or ends it.
 */
export async function freezeModel(
  { registry }: { readonly registry: Pick<Store['registry'], 'versions' | 'freeze'> },
  wish: FreezeWish,
): Promise<Frozen> {
  const { model, scope, at } = wish;
  if ((await registry.versions(model, scope)).length === 0) {
    return refused(`There is no model ${model} here.`);
  }
  const before = await registry.freeze(model, scope);
  const known = isFrozen(before, at) ? before : null;
  const freeze = wish.kind === 'freeze' ? freezeOf(wish, known) : null;
  if (typeof freeze === 'string') return refused(freeze);
  if (freeze === null && known === null) return refused(`${model} is not frozen.`);
  const obstacle = known === null ? null : whyNotShorter(known, freeze, wish);
  if (obstacle !== null) return refused(obstacle);
  return { type: 'change', change: { type: 'model.freeze', model, freeze, before, at, scope } };
}

/** A text says why not. Who makes it longer keeps what was said of it, unless they say something themselves. */
function freezeOf(
  wish: Extract<FreezeWish, { kind: 'freeze' }>,
  known: Freeze | null,
): Freeze | string {
  const { model, at, by, byId, reason } = wish;
  const until = momentIn(wish.until, at);
  if (until === null) {
    return 'Write until when as a date, a time in UTC, or a length of time: until=2026-12-24, until=2026-12-24T18:00Z, until=3d.';
  }
  if (until <= at) return 'That time is over.';
  if (until > at + LONGEST_MS) return 'A model is frozen for a year at most.';
  if ((reason ?? '').length > LONGEST_REASON) {
    return `The reason can be at most ${LONGEST_REASON} characters long.`;
  }
  const said = reason ?? known?.reason ?? null;
  return { model, at, until, by, byId, ...ownerKept(known, wish), reason: said };
}

function ownerKept(known: Freeze | null, wish: FreezeWish): Pick<Freeze, 'owner'> {
  const isOthers = known !== null && !isTheirs(known, wish) && !wish.isAdministrator;
  return isOthers ? { owner: ownerOf(known) } : {};
}

function ownerOf({ owner, by, byId }: Freeze): FreezeOwner {
  return owner ?? { by, byId };
}

function isTheirs(known: Freeze, { by, byId }: Pick<FreezeWish, 'by' | 'byId'>): boolean {
  const owner = ownerOf(known);
  return byId === null ? owner.by === by : owner.byId === byId;
}

function whyNotShorter(known: Freeze, freeze: Freeze | null, wish: FreezeWish): string | null {
  if (isTheirs(known, wish) || wish.isAdministrator) return null;
  if (freeze !== null && freeze.until >= known.until) return null;
  return `${ownerOf(known).by} froze ${known.model}; they, or an administrator, may end that earlier.`;
}

/** The end of a day, a minute, or so long from now, in UTC; null: it is none. */
export function momentIn(text: string, now: Instant): Instant | null {
  const [, amount, unit] = /^(\d{1,4})([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) {
    const length = Object.entries(DURATION_UNITS).find(([name]) => name === unit)?.[1] ?? 0;
    return now + Number(amount) * length;
  }
  const [, day, time = '23:59:59'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)Z?)?$/.exec(text) ?? [];
  if (day === undefined) return null;
  const at = Date.parse(`${day}T${time}Z`);
  // `2026-02-31` would be taken for a day in March.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day ? null : at;
}

function refused(why: string): Frozen {
  return { type: 'refused', why };
}
