import type { Entry } from './job.ts';
import type { FileReach, Reach } from './find-tests.ts';
import { runJob } from './run-job.ts';

export type Verdict = 'caught' | 'survived' | 'unreached';
type Note = (mutant: string, verdict: Verdict) => void;

/** Tests of one mutant may take so long together as they took without it; the nearest come first. */
const MOST_MS = 60_000;
const LOAD_MS = 120_000;
/** How long a try may take: what it took without the mutant, so many times over, and something for a busy machine. */
const SLOWER = 5;
const PAUSE_MS = 15_000;

/** Wakes each mutant for each test that reaches it, until one fails or does not end, in `jobs` processes. */
export async function tryMutants(
  mutants: readonly string[],
  sources: readonly string[],
  reach: ReadonlyMap<string, FileReach>,
  { jobs, note }: { readonly jobs: number; readonly note: Note },
): Promise<void> {
  const files = nearestFirst(reach, sources);
  const played = { sources, files };
  const plans = mutants.map((mutant) => planOf(mutant, files, reach));
  for (const { mutant, tests } of plans) if (tests.length === 0) note(mutant, 'unreached');
  const loaded = plans.filter(({ isLoaded, tests }) => isLoaded && tests.length > 0);
  const asleep = plans.filter(({ isLoaded, tests }) => !isLoaded && tests.length > 0);
  const shares = Array.from({ length: jobs }, (_, job) => ({
    asleep: asleep.filter((_plan, index) => index % jobs === job),
    loaded: loaded.filter((_plan, index) => index % jobs === job),
  }));
  await Promise.all(
    shares.map(async (share) => {
      await tryInTurn(share.asleep, played, note);
      for (const plan of share.loaded) note(plan.mutant, await tryAwake(plan, played));
    }),
  );
}

type Plan = {
  readonly mutant: string;
  readonly tests: readonly Reach[];
  /** Nothing reaches it but the loading of modules. */
  readonly isLoaded: boolean;
};

/** Files of the same folder as the sources come first, then those that take little. */
function nearestFirst(
  reach: ReadonlyMap<string, FileReach>,
  sources: readonly string[],
): readonly string[] {
  const folders = sources.map((source) => source.replace(/^app\//, '').replace(/\/?[^/]*$/, ''));
  const cost = (file: string) => {
    const isNear = folders.some((folder) => file.startsWith(`test/${folder}/`));
    const ms = (reach.get(file)?.tests ?? []).reduce((sum, test) => sum + test.ms, 0);
    return (isNear || ms < 1000 ? 0 : 1_000_000) + ms;
  };
  return [...reach.keys()].toSorted((a, b) => cost(a) - cost(b));
}

function planOf(
  mutant: string,
  files: readonly string[],
  reach: ReadonlyMap<string, FileReach>,
): Plan {
  const of = files.flatMap((file) => reach.get(file) ?? []);
  const reaching = of.flatMap(({ tests }) =>
    tests.filter(({ reached }) => reached.includes(mutant)),
  );
  if (reaching.length > 0) return { mutant, tests: within(reaching), isLoaded: false };
  const loading = of.filter(({ outside }) => outside.includes(mutant));
  if (loading.length === 0) return { mutant, tests: [], isLoaded: true };
  // A module loads with the first file that imports it: who works with it later is who reaches something of it.
  const source = mutant.slice(0, mutant.lastIndexOf('#') + 1);
  const all = of.flatMap(({ tests }) => tests);
  const using = all.filter(({ reached }) => reached.some((id) => id.startsWith(source)));
  const tests = using.length > 0 ? using : loading.flatMap(({ tests: theirs }) => theirs);
  return { mutant, tests: within(tests), isLoaded: true };
}

function within(tests: readonly Reach[]): readonly Reach[] {
  let ms = 0;
  return tests.filter((test, index) => {
    ms += test.ms;
    return index === 0 || ms < MOST_MS;
  });
}

type Left = Map<string, Reach[]>;
type Played = { readonly sources: readonly string[]; readonly files: readonly string[] };

async function tryInTurn(plans: readonly Plan[], played: Played, note: Note): Promise<void> {
  const all: Left = new Map(plans.map(({ mutant, tests }) => [mutant, [...tests]]));
  const batches = [all];
  for (let left = batches.pop(); left !== undefined; left = batches.pop()) {
    const suspect = await playBatch(left, played, note);
    if (left.size > 0) batches.push(left);
    if (suspect !== null) batches.push(suspect);
  }
}

/**
 * Plays what is left of a batch as far as one process gets, and takes out of it what is decided by that. Gives back what
 * failed where something had spoilt the test: it is tried again, alone, and then it was its own doing.
 */
async function playBatch(left: Left, played: Played, note: Note): Promise<Left | null> {
  const isAlone = left.size === 1;
  const decide: Note = (mutant, verdict) => {
    left.delete(mutant);
    note(mutant, verdict);
  };
  const { entries, hangs } = await runJob(
    { ...jobOf(left, played), awake: null },
    patienceWith(left),
    ({ type }) => type === 'spoilt',
  );
  const tries = triesIn(entries);
  for (const one of tries) judge(one, left, decide);
  const last = tries.at(-1);
  // What cannot be played here is no proof of anything.
  if (last === undefined) for (const mutant of left.keys()) decide(mutant, 'survived');
  if (last?.end === 'none' && hangs) decide(last.mutant, 'caught');
  if (last?.end !== 'spoilt') return null;
  if (isAlone) decide(last.mutant, 'caught');
  return takeOut(left, last.mutant);
}

function judge({ mutant, test, end }: Try, left: Left, decide: Note): void {
  if (end === 'failed') return decide(mutant, 'caught');
  if (end !== 'passed') return;
  const rest = (left.get(mutant) ?? []).filter((other) => other.test !== test);
  if (rest.length === 0) return decide(mutant, 'survived');
  left.set(mutant, rest);
}

function takeOut(left: Left, mutant: string): Left | null {
  const tests = left.get(mutant);
  left.delete(mutant);
  return tests === undefined ? null : new Map([[mutant, tests]]);
}

type Try = {
  readonly mutant: string;
  readonly test: string;
  /** `spoilt`: it failed, and so does the test now without it. */
  readonly end: 'none' | 'passed' | 'failed' | 'spoilt';
};

function triesIn(entries: readonly Entry[]): readonly Try[] {
  const ends = entries.flatMap((entry, index) => (entry.type === 'try' ? [{ entry, index }] : []));
  return ends.map(({ entry: { mutant, test }, index }) => {
    const tried = entries[index + 1];
    if (tried?.type !== 'tried') return { mutant, test, end: 'none' };
    if (tried.passed) return { mutant, test, end: 'passed' };
    return { mutant, test, end: entries[index + 2]?.type === 'spoilt' ? 'spoilt' : 'failed' };
  });
}

/** A mutant of what is decided while modules load: a process for itself. */
async function tryAwake({ mutant, tests }: Plan, played: Played): Promise<Verdict> {
  const left: Left = new Map([[mutant, [...tests]]]);
  const { entries, hangs } = await runJob(
    { ...jobOf(left, played), awake: mutant },
    patienceWith(left),
    (entry) => entry.type === 'tried' && !entry.passed,
  );
  const isBroken = entries.some((entry) => entry.type === 'end' && entry.broken.length > 0);
  const hasFailed = entries.some((entry) => entry.type === 'tried' && !entry.passed);
  return hangs || isBroken || hasFailed ? 'caught' : 'survived';
}

function jobOf(left: Left, { sources, files }: Played) {
  const pairs = [...left].flatMap(([mutant, tests]) => tests.map((test) => ({ mutant, test })));
  const wanted = new Set(pairs.map(({ test }) => test.file));
  const tries = Object.fromEntries(
    [...Map.groupBy(pairs, ({ test }) => test.test)].map(([test, tried]) => [
      test,
      tried.map(({ mutant }) => mutant),
    ]),
  );
  return { sources, files: files.filter((file) => wanted.has(file)), tries };
}

function patienceWith(left: Left): (last: Entry | undefined) => number {
  const took = new Map([...left.values()].flat().map(({ test, ms }) => [test, ms]));
  return (last) => {
    const isTrying = last?.type === 'try';
    return isTrying ? PAUSE_MS + (took.get(last.test) ?? 0) * SLOWER : LOAD_MS;
  };
}
