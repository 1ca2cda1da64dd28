/*
 * The rules of approvals written a second time, over what happened and nothing else: it knows nothing of the App. Times are
 * whole seconds.
 */

export type Word = 'approved' | 'changes_requested' | 'commented' | 'dismissed';

/** What happened, in order; whatever GitHub knows is so from then on. */
export type Happened = { readonly at: number } & (
  | { readonly type: 'waits' }
  | { readonly type: 'measured' }
  | { readonly type: 'review'; readonly by: string; readonly word: Word; readonly sha: string }
  | { readonly type: 'dismissed' | 'edited'; readonly by: string }
  /** On the page, or by command: the App hears it at once. */
  | { readonly type: 'says'; readonly by: string; readonly word: 'approved' | 'rejected' }
  /** The App was told of reviews. */
  | { readonly type: 'told' }
  | { readonly type: 'head'; readonly sha: string }
  | { readonly type: 'base'; readonly branch: string }
  | { readonly type: 'permission'; readonly of: string; readonly may: 'write' | 'read' }
  | { readonly type: 'team'; readonly of: string; readonly isIn: boolean }
  | { readonly type: 'main'; readonly main: Main }
  | { readonly type: 'freeze'; readonly by: string; readonly until: number }
  | { readonly type: 'unfreeze'; readonly by: string }
  | { readonly type: 'emergency'; readonly by: string }
);

/** What the default branch says. */
export type Main = {
  readonly atLeast: number;
  readonly reviewers: readonly string[];
  readonly count: number;
  readonly bots: number;
  readonly fourEyes: boolean;
};

export type Given = {
  readonly sha: string;
  readonly auc: number;
  readonly expiresS: number;
  readonly hands: readonly string[];
  readonly byBot: boolean;
  readonly requester: string;
  /** As the run was started with it. */
  readonly main: Main;
  readonly bots: readonly string[];
  readonly administrators: readonly string[];
};

const ANSWERS_HOLD_S = 60;

/** Whether the step may start by now: at some moment of the last minute all that it takes held, and the model is not frozen. */
export function mayStart(given: Given, history: readonly Happened[], now: number): boolean {
  if (isFrozen(given, history, now)) return false;
  if (history.some((each) => isRejection(given, history, each))) return false;
  const moments = history.filter(({ at }) => at >= now - ANSWERS_HOLD_S).map(({ at }) => at);
  return [now - ANSWERS_HOLD_S, ...moments, now].some((at) => holdsAt(given, history, at));
}

/** Whether enough people approve at a moment, of just what there is then. */
export function holdsAt(given: Given, history: readonly Happened[], at: number): boolean {
  const then = history.filter((each) => each.at <= at);
  const main = mainOf(given, then);
  if (!isGood(given, main) || isFrozen(given, then, at)) return false;
  const people = new Set(then.flatMap((each) => ('by' in each ? [each.by] : [])));
  if ([...people].some((by) => objects(given, then, by))) return false;
  const named = given.main.reviewers.length + main.reviewers.length > 0;
  const eyes = given.byBot && !named ? main.bots : 1;
  const wanted = Math.max(given.main.count, main.count, eyes);
  return [...people].filter((by) => approves(given, then, by, at)).length >= wanted;
}

/** Whether the model may be deployed by now without an approval, whatever is frozen: an administrator asked for it, and its gates of then passed. */
export function mayBeUrgent(given: Given, history: readonly Happened[]): boolean {
  return history.some((each, index) => {
    const then = history.slice(0, index);
    if (each.type !== 'emergency' || !isGood(given, mainOf(given, then))) return false;
    return given.administrators.includes(each.by) && mayWrite(given, then, each.by);
  });
}

function isGood(given: Given, main: Main): boolean {
  return given.auc >= main.atLeast && given.auc >= given.main.atLeast;
}

type Frost = { readonly by: string; readonly until: number };

/** Whether the model is frozen at a time. */
function isFrozen(given: Given, then: readonly Happened[], at: number): boolean {
  let frost: Frost | null = null;
  for (const [index, each] of then.entries()) {
    if (each.type !== 'freeze' && each.type !== 'unfreeze') continue;
    if (mayWrite(given, then.slice(0, index), each.by)) frost = frostAfter(given, frost, each);
  }
  return frost !== null && at < frost.until;
}

type OfFrost = Extract<Happened, { readonly type: 'freeze' | 'unfreeze' }>;

/** Whoever may write freezes, and makes that longer; shorter only who froze it, or an administrator. */
function frostAfter(given: Given, before: Frost | null, each: OfFrost): Frost | null {
  const wished: Frost | null = each.type === 'freeze' ? each : null;
  if (before === null || each.at >= before.until) return wished ?? before;
  const isTheirs = before.by === each.by || given.administrators.includes(each.by);
  const isLonger = wished !== null && wished.until >= before.until;
  if (isTheirs) return wished;
  return isLonger ? { by: before.by, until: wished.until } : before;
}

/** Somebody rejected it who may, as long as it waited: what has all its approvals waits for people no more. */
function isRejection(given: Given, history: readonly Happened[], each: Happened): boolean {
  if (each.type !== 'says' || each.word !== 'rejected') return false;
  const before = history.slice(0, history.indexOf(each));
  if (before.some(({ at }) => holdsAt(given, before, at))) return false;
  return mayDecide(given, before, each.by) && each.at >= readyAt(before);
}

function objects(given: Given, then: readonly Happened[], by: string): boolean {
  return latest(then, by)?.word === 'changes_requested' && isAsked(given, then, by);
}

function approves(given: Given, then: readonly Happened[], by: string, now: number): boolean {
  if (!mayDecide(given, then, by) || given.hands.includes(by)) return false;
  if (mainOf(given, then).fourEyes && by === given.requester) return false;
  return then.some((each) => {
    const isFresh = each.at >= readyAt(then) && now <= each.at + given.expiresS;
    if (!isFresh || !isApproval(each, by)) return false;
    if (each.type === 'review' && !stands(given, then, by)) return false;
    return heardAt(then, each).some((heard) => isSameSince(given, then, each.at, heard));
  });
}

function isApproval(each: Happened, by: string): boolean {
  return (
    (each.type === 'says' || each.type === 'review') && each.by === by && each.word === 'approved'
  );
}

/** When the App may have heard of it: of a review whenever it was told of any since. */
function heardAt(then: readonly Happened[], each: Happened): readonly number[] {
  if (each.type !== 'review') return [each.at];
  return then.filter(({ type, at }) => type === 'told' && at >= each.at).map(({ at }) => at);
}

/** The gates and reviewers are those that were there when it was said; the rest is as when it was heard. */
function isSameSince(
  given: Given,
  then: readonly Happened[],
  said: number,
  heard: number,
): boolean {
  const [atSaid, atHeard] = [said, heard].map((at) => then.filter((each) => each.at <= at));
  const now = mainOf(given, then);
  const [before, between] = [mainOf(given, atSaid ?? []), mainOf(given, atHeard ?? [])];
  const isBase = baseOf(atHeard ?? []) === baseOf(then);
  const isRules = between.bots === now.bots && between.fourEyes === now.fourEyes;
  return isBase && isRules && gatesOf(before) === gatesOf(now);
}

function gatesOf({ atLeast, reviewers, count }: Main): string {
  return JSON.stringify([atLeast, reviewers, count]);
}

/** Their last word in the pull request is an approval of the run's commit, its head is that, and nobody edited it. */
function stands({ sha }: Given, then: readonly Happened[], by: string): boolean {
  const word = latest(then, by);
  if (word?.word !== 'approved' || word.sha !== sha || headOf(then) !== sha) return false;
  const since = then.slice(then.indexOf(word));
  return !since.some((each) => each.type === 'edited' && each.by === by);
}

type Review = Extract<Happened, { type: 'review' }>;

function latest(then: readonly Happened[], by: string): Review | undefined {
  const said = then.filter(
    (each): each is Review => each.type === 'review' && each.by === by && each.word !== 'commented',
  );
  const last = said.at(-1);
  if (last === undefined) return undefined;
  const since = then.slice(then.indexOf(last));
  const isGone = since.some((each) => each.type === 'dismissed' && each.by === by);
  return isGone ? { ...last, word: 'dismissed' } : last;
}

function mayDecide(given: Given, then: readonly Happened[], by: string): boolean {
  return isOf(given.main, given, then, by) && isOf(mainOf(given, then), given, then, by);
}

/** Of those whom either list asks. */
function isAsked(given: Given, then: readonly Happened[], by: string): boolean {
  return isOf(given.main, given, then, by) || isOf(mainOf(given, then), given, then, by);
}

function isOf({ reviewers }: Main, given: Given, then: readonly Happened[], by: string): boolean {
  if (!mayWrite(given, then, by)) return false;
  const team = then.findLast((each) => each.type === 'team' && each.of === by);
  const isIn = team?.type === 'team' && team.isIn;
  return (
    reviewers.length === 0 || reviewers.some((one) => one === by || (one.includes('/') && isIn))
  );
}

function mayWrite({ bots }: Given, then: readonly Happened[], who: string): boolean {
  const may = then.findLast((each) => each.type === 'permission' && each.of === who);
  return !bots.includes(who) && !(may?.type === 'permission' && may.may === 'read');
}

function readyAt(then: readonly Happened[]): number {
  const times = then.filter(({ type }) => type === 'waits' || type === 'measured');
  return Math.max(...times.map(({ at }) => at));
}

function mainOf({ main }: Given, then: readonly Happened[]): Main {
  const last = then.findLast(({ type }) => type === 'main');
  return last?.type === 'main' ? last.main : main;
}

function headOf(then: readonly Happened[]): string | null {
  const last = then.findLast(({ type }) => type === 'head');
  return last?.type === 'head' ? last.sha : null;
}

function baseOf(then: readonly Happened[]): string | null {
  const last = then.findLast(({ type }) => type === 'base');
  return last?.type === 'base' ? last.branch : null;
}
