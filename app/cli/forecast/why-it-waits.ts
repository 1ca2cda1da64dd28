import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Cell } from '../../domain/cell.ts';
import type { StoredWork } from '../../runtime/facts/stored-work.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { CacheParts } from '../../runtime/ports/cache.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import { lookFor } from './cached-work.ts';
import { knownParts, type Sources, type Work } from './compare-work.ts';
import { LOST_WORK, whyAskedFor, whyNeverCached } from '../../reports/words/why-done.ts';
import { changesSince, explainWork } from './explain-work.ts';
import type { Rehearsal } from './rehearse-run.ts';

export type Waiting = {
  readonly sources: Sources;
  readonly stored: StoredWork;
  readonly clock: Clock;
  readonly plan: Plan;
  readonly rehearsal: Rehearsal;
  /** Steps that are not over, in the order of the plan. */
  readonly open: readonly string[];
  /** The key of a cell that a matrix step had before; null: it is not known to have had any. */
  readonly cellOf: (stepId: string) => string | null;
};
type Place = { readonly key: string; readonly cell: Cell | null };

/**
 * Why a row runs that waits for others, to follow "because": what is known of the step itself first. Only where nothing
 * of that changed, and work of an earlier run would answer it, it may still come from the cache.
 */
export async function whyItWaits(waiting: Waiting, step: PlanStep, place: Place): Promise<string> {
  const need = firstOpenNeed(waiting, step);
  const parts = [
    await ownReason(waiting, { step, place, need }),
    sizeOf(step, need),
    conditionOf(step, need),
  ];
  return parts.filter((part) => part !== null).join('; ');
}

/** In the order of the plan, so that it is the one furthest up. */
function firstOpenNeed({ open }: Waiting, { needs }: PlanStep): string {
  return open.find((id) => needs.includes(id)) ?? 'its needs';
}

type Row = { readonly step: PlanStep; readonly place: Place; readonly need: string };

async function ownReason(waiting: Waiting, { step, place, need }: Row): Promise<string> {
  const { rehearsal, sources } = waiting;
  if (step.cache === null) return whyNeverCached(step);
  const asked = whyAskedFor(rehearsal.header.options, step.id);
  if (asked !== null) return asked;
  const waits = `it waits for ${need}`;
  const work = await knownWork(waiting, step, place);
  if (work === null) return waits;
  if (hasOpenCells(step)) {
    const changes = (await changesSince(sources, work))?.changes ?? [];
    return changes.length === 0 ? waits : changes.join('; ');
  }
  const origin = await mayComeFrom(waiting, work);
  if (origin === 'lost') return LOST_WORK;
  if (origin === null) return (await explainWork(sources, work)).join('; ');
  return `${waits}; may still come from the cache, if that makes the same as in #${runNumber(origin)}`;
}

/** Of a step whose cells are not known, what its cells share, beside one that it had before. */
async function knownWork(waiting: Waiting, step: PlanStep, place: Place): Promise<Work | null> {
  const { rehearsal, plan } = waiting;
  const own = await rehearsal.own(step.id, place);
  if (own === null) return null;
  const { pipeline, tree } = rehearsal.header;
  const isOpen = hasOpenCells(step);
  const key = isOpen ? waiting.cellOf(step.id) : place.key;
  if (key === null) return null;
  const open = isOpen ? [...own.open, 'cell'] : own.open;
  const at = waiting.clock.now();
  return { pipeline, key, step, file: plan.file, tree, run: null, at, parts: own.parts, open };
}

// Work is compared with what is newest; more than one, since a change may have been taken back.
const EARLIER_LOOKED_AT = 20;

/** The run whose work would answer, if all that is open turns out as it was there; `lost`: bytes of it are gone. */
async function mayComeFrom(waiting: Waiting, work: Work): Promise<RunHeader | 'lost' | null> {
  const { store } = waiting.sources;
  const { pipeline, key, step } = work;
  const query = { pipeline, key, except: null, limit: EARLIER_LOOKED_AT };
  let isLost = false;
  for (const earlier of await store.cache.recentParts(query)) {
    if (!isSame(work, earlier)) continue;
    const { cacheKey } = earlier;
    const { header } = waiting.rehearsal;
    const hit = await lookFor({ store, ...waiting }, { step, cacheKey, header });
    if (hit === 'lost') isLost = true;
    else if (hit !== null) return store.runs.header(hit.run);
  }
  return isLost ? 'lost' : null;
}

function isSame(work: Work, earlier: CacheParts): boolean {
  const then = knownParts(work, earlier.parts);
  const now = knownParts(work, work.parts);
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  return names.every((name) => then[name] === now[name]);
}

function hasOpenCells({ matrix }: PlanStep): boolean {
  return matrix !== null && matrix.cells.type !== 'static';
}

function sizeOf(step: PlanStep, need: string): string | null {
  return hasOpenCells(step) ? `how many cells it has is known once ${need} is over` : null;
}

/** A step that is to run only if things go otherwise than planned, or as an expression has it. */
function conditionOf(step: PlanStep, need: string): string | null {
  if (step.if !== null) return `its \`if\` is decided once ${need} is over`;
  if (step.when !== 'all-failed' && step.when !== 'one-failed') return null;
  return `only \`when: ${step.when}\``;
}
