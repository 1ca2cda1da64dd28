import { pick, seededChance } from '../support/mutate.ts';
import type { Broken, Door, Doors } from './door.ts';
import { restingHeap, type Watch } from './rest.ts';
import { shrink } from './shrink.ts';
import { lawBrokenBy, tryInput } from './try-input.ts';

const MOST_FINDINGS = 12;
const WELL_EVERY = 200;
/** By then everything is loaded and compiled that will be. */
const AT_REST = 2000;
const MOST_GROWTH = 96 * 1024 * 1024;

export type FuzzOrder = {
  readonly seed: number;
  /** How many inputs at most. */
  readonly runs: number;
  readonly until: number;
  readonly watch: Watch;
};

/** What broke a law: the seed of the input alone makes it again. */
export type Finding = {
  readonly door: string;
  readonly seed: number;
  readonly broken: string;
  readonly input: Buffer;
};

export type Fuzzed = {
  readonly count: number;
  readonly findings: readonly Finding[];
  readonly slowestMs: number;
};

/** Lets inputs in, one a seed, until the time is over; of findings that look alike the first is kept, made small. */
export async function runFuzz(
  { doors, isWell }: Doors,
  { seed, runs, until, watch }: FuzzOrder,
): Promise<Fuzzed> {
  const findings = new Map<string, Finding>();
  const growth = heapGrowth();
  let slowestMs = 0;
  let count = 0;
  for (; count < runs && Date.now() < until && findings.size < MOST_FINDINGS; count += 1) {
    const drawn = inputOf(doors, seed + count);
    watch.begins(seed + count);
    const { broken, ms } = await tryInput(drawn.into, drawn.input);
    slowestMs = Math.max(slowestMs, ms);
    const isLook = count % WELL_EVERY === WELL_EVERY - 1 || count === runs - 1;
    const law = broken ?? (isLook ? await lawBrokenAfter(isWell) : null);
    if (law !== null) await keep(findings, { ...drawn, seed: seed + count, broken: law });
    if (count === AT_REST) growth.begins();
  }
  watch.ends();
  const grown = growth.bytes();
  if (grown > MOST_GROWTH) {
    const broken = `keeps ${grown} bytes`;
    findings.set(broken, { door: 'all', seed, broken, input: Buffer.alloc(0) });
  }
  return { count, findings: [...findings.values()], slowestMs };
}

/** The input of a seed, and where it goes in. */
function inputOf(doors: Readonly<Record<string, Door>>, seed: number) {
  const chance = seededChance(seed);
  const door = pick(Object.keys(doors), chance) ?? '';
  const found = doors[door];
  if (found === undefined) throw new Error('There are no doors.');
  return { door, into: found, input: found.draw(chance) };
}

async function lawBrokenAfter(isWell: Doors['isWell']): Promise<Broken> {
  const broken = await lawBrokenBy(isWell);
  return broken === null ? null : `after it: ${broken}`;
}

/** Findings of one door in nearly the same words are most likely of one cause. */
async function keep(
  findings: Map<string, Finding>,
  { into, ...found }: Finding & { readonly into: Door },
): Promise<void> {
  const { door, broken, input } = found;
  const key = `${door}: ${broken.replaceAll(/\d+/g, '0').slice(0, 60)}`;
  if (findings.has(key)) return;
  findings.set(key, found);
  const again = async (smaller: Buffer) => (await tryInput(into, smaller)).broken;
  findings.set(key, { ...found, input: await shrink(input, broken, again) });
}

/** By how much the heap has grown since it began; nothing, if it never did. */
function heapGrowth() {
  let first: number | null = null;
  return {
    begins: () => void (first = restingHeap()),
    bytes: () => (first === null ? 0 : restingHeap() - first),
  };
}
