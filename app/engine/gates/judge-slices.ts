import { sliceKey, sliceName, type Slice, type SliceBy } from '../../../evaluation/slices.ts';
import { shortened } from '../../../text/shortened.ts';
import type { Baseline, GateOutcome } from '../../domain/gate.ts';
import type { GateSpec, SliceSelector } from '../../domain/gate-spec.ts';
import { slicesIn, type KeptSlices } from '../../domain/kept-slices.ts';
import { isMeant } from '../../domain/selected-slices.ts';
import { writtenChange } from '../../domain/written-interval.ts';
import type { GateVerdict } from '../../domain/statuses.ts';
import { knownBar, ownBar, type Bar, type Lack } from './bar.ts';
import { failing, judgeLack, judgeNumber, limitOf, opOf, type Judged } from './judge-number.ts';
import { baselineName, lackOf } from './lack-of-baseline.ts';
import { numberOf } from './number-of.ts';

type SliceGate = GateSpec & { readonly slice: SliceSelector };
type Found = Pick<GateOutcome, 'value' | 'threshold' | 'verdict' | 'message'>;
/** A slice as it was judged. */
type One = Found & { readonly isNew: boolean };

/**
 * Judges each slice that a gate means by itself: all must hold, and the sentence is of the worst. That each of them is
 * sure makes all of them sure, so no level is shared out among them (Berger, R. L. (1982):
 * https://doi.org/10.1080/00401706.1982.10487790). Where nothing can be judged the gate does not hold.
 */
export function judgeSlices(
  gate: SliceGate,
  kept: KeptSlices | undefined,
  baseline: Baseline | undefined,
): Found {
  const { by, minN } = gate.slice;
  const meant = slicesIn(kept).filter((slice) => isMeant(by, slice.by));
  const judged = meant.filter(({ n }) => n >= minN);
  const why = whyNone(gate.slice, kept, meant, judged) ?? whyGone(gate, judged, baseline);
  if (why !== null) return unjudged(failing(gate, `gate ${gate.id}: ${gate.metric}: ${why}`));
  const held = heldAgainst(gate, baseline);
  if (typeof held !== 'function') {
    const measured = `gate ${gate.id}: ${gate.metric} in ${shownSelector(by)}`;
    return unjudged(judgeLack(gate, held, measured));
  }
  const found = judged.map((slice) => judgeOne(gate, slice, held(slice)));
  return told(gate, found, meant.length - judged.length);
}

function whyNone(
  { by, minN }: SliceSelector,
  kept: KeptSlices | undefined,
  meant: readonly Slice[],
  judged: readonly Slice[],
): string | null {
  if (kept === undefined) return 'no slices were measured';
  // Why may quote the table.
  if ('notRead' in kept) return 'the slices could not be read; the log says why';
  if (meant.length === 0) return `no slice is ${shownSelector(by)}`;
  if (judged.length > 0) return null;
  return `no slice of ${meant.length} has ${rowsText(minN)}, so none can be judged`;
}

/** Who stops measuring a slice, or measures it on too little, does not pass by that. */
function whyGone(
  { slice: { by, minN }, test }: SliceGate,
  judged: readonly Slice[],
  baseline: Baseline | undefined,
): string | null {
  if (test.type !== 'baseline' || baseline?.type !== 'found') return null;
  const measured = new Set(judged.map((slice) => sliceKey(slice.by)));
  const gone = slicesIn(baseline.slices).filter(
    (slice) => slice.n >= minN && isMeant(by, slice.by) && !measured.has(sliceKey(slice.by)),
  );
  const [first] = gone;
  if (first === undefined) return null;
  const more = gone.length === 1 ? '' : `, and ${gone.length - 1} more`;
  const on = minN > 0 ? ` on ${rowsText(minN)} or more` : '';
  const name = baselineName(test.baseline, baseline);
  return `${shownSlice(first.by)} is not measured any more${on}${more}; ${name} has it`;
}

/** Nothing to hold any slice against, or what each of them is held against. */
function heldAgainst(
  gate: SliceGate,
  baseline: Baseline | undefined,
): Lack | ((slice: Slice) => Bar) {
  const { test } = gate;
  if (test.type === 'value') return () => ownBar('', test.value);
  if (test.type === 'than') {
    const { than } = test;
    return ({ metrics }) => {
      const value = numberOf(metrics, than);
      if (value === undefined) return { type: 'none', source: `metric ${than}` };
      return ownBar(than, value);
    };
  }
  const name = baselineName(test.baseline, baseline);
  const lack = lackOf(name, baseline);
  if (lack !== null || baseline?.type !== 'found') return lack ?? { type: 'none', source: name };
  return slicesOf(name, gate.metric, baseline);
}

/** What each slice is held against in a baseline. */
function slicesOf(
  name: string,
  metric: string,
  baseline: Extract<Baseline, { type: 'found' }>,
): Lack | ((slice: Slice) => Bar) {
  const { slices: kept } = baseline;
  if (kept === undefined) return { type: 'none', source: `${name} with slices` };
  if ('notRead' in kept) {
    return { type: 'unknown', message: `the slices of ${name} could not be read` };
  }
  const before = new Map(kept.rows.map((slice) => [sliceKey(slice.by), slice]));
  const said = new Map(baseline.ofSlices?.map((each) => [sliceKey(each.by), each.comparison]));
  const trained = new Map(
    baseline.trainingOfSlices?.map((each) => [sliceKey(each.by), each.training]),
  );
  return ({ by, metrics }) => {
    const other = before.get(sliceKey(by));
    if (other === undefined) return { type: 'none', source: `${shownSlice(by)} in ${name}` };
    const value = numberOf(other.metrics, metric);
    if (value === undefined) {
      return { type: 'unknown', message: `${name} has no ${metric} there` };
    }
    const { training: ofAll, ...rest } = baseline;
    const ofSlice = said.get(sliceKey(by));
    // How much training moves the whole says nothing of a part; that nothing was trained holds for both.
    const training =
      trained.get(sliceKey(by)) ?? (ofAll?.type === 'same-model' ? ofAll : undefined);
    return knownBar(name, value, {
      ...rest,
      written: writtenChange(metrics, other.metrics, metric),
      ...(ofSlice !== undefined && { comparison: ofSlice }),
      ...(training !== undefined && { training }),
    });
  };
}

function judgeOne(gate: SliceGate, slice: Slice, bar: Bar): One {
  const value = numberOf(slice.metrics, gate.metric) ?? null;
  const where = ` in ${shownSlice(slice.by)} (${rowsText(slice.n)})`;
  const threshold = bar.type === 'known' ? limitOf(gate, bar.value) : null;
  const judged =
    value === null
      ? failing(gate, `gate ${gate.id}: ${gate.metric} is missing${where}`)
      : judgeNumber(gate, value, bar, where);
  return {
    value,
    threshold,
    ...judged,
    isNew: bar.type === 'none' && gate.test.type === 'baseline',
  };
}

const WORST_FIRST: readonly GateVerdict[] = ['fail', 'warn', 'inconclusive', 'pass', 'no-baseline'];

/** What is said of all of them: the worst, then how many there are beside it. */
function told(gate: SliceGate, found: readonly One[], small: number): Found {
  const rank = ({ verdict }: One) => WORST_FIRST.indexOf(verdict);
  const ordered = found.toSorted(
    (a, b) => rank(a) - rank(b) || marginOf(gate, a) - marginOf(gate, b),
  );
  const [worst] = ordered;
  if (worst === undefined) return unjudged(failing(gate, `gate ${gate.id}: no slice was judged`));
  const { value, threshold, verdict, message } = worst;
  const alike = found.filter((one) => one.verdict === verdict).length;
  const fresh = found.filter(({ isNew }) => isNew).length;
  const notes = [
    ...(found.length > 1 ? [`the worst of ${found.length} slices`] : []),
    ...(alike > 1 && isHeldUp(verdict) ? [`${alike} of them do not hold`] : []),
    ...(fresh > 0 && verdict !== 'no-baseline' ? [`${fresh} of them new`] : []),
    ...(small > 0 ? [`${small} with fewer than ${rowsText(gate.slice.minN)} left out`] : []),
  ];
  return { value, threshold, verdict, message: [message, ...notes].join('; ') };
}

function isHeldUp(verdict: GateVerdict): boolean {
  return verdict === 'fail' || verdict === 'warn';
}

/** How far it is from its limit, on the side that holds; a number that is missing is worse than any. */
function marginOf(gate: SliceGate, { value, threshold }: One): number {
  if (value === null) return Number.NEGATIVE_INFINITY;
  if (threshold === null) return Number.POSITIVE_INFINITY;
  const op = opOf(gate);
  const off = value - threshold;
  if (op === '==') return -Math.abs(off);
  if (op === '!=') return Math.abs(off);
  return op.startsWith('>') ? off : -off;
}

function unjudged(judged: Judged): Found {
  return { value: null, threshold: null, ...judged };
}

/** Names come from a table: a sentence stays one. */
const LONGEST_NAME = 80;

function shownSlice(by: SliceBy): string {
  return shortened(sliceName(by), LONGEST_NAME);
}

function shownSelector(by: SliceSelector['by']): string {
  return shownSlice(
    Object.fromEntries(Object.entries(by).map(([name, value]) => [name, value ?? '*'])),
  );
}

function rowsText(n: number): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? 'row' : 'rows'}`;
}
