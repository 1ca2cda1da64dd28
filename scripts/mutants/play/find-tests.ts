import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { filesIn, importsOf, read } from '../../house/read-sources.ts';
import { readJson } from './read-json.ts';
import { runJob } from './run-job.ts';

/** A test, and the mutants that it reaches while it runs. */
export type Reach = {
  readonly file: string;
  readonly test: string;
  readonly ms: number;
  readonly reached: readonly string[];
};

/** What one test file reaches: each test of it that passes, and what only loads with it. */
export type FileReach = { readonly tests: readonly Reach[]; readonly outside: readonly string[] };

const ACCEPTANCE = '.acceptance.test.ts';
/** What plays its part in processes of its own, which mutants do not reach, or by chance, a thousand times over. */
const ELSEWHERE = ['test/e2e/', 'test/examples/', 'test/properties/'];
const CACHE = 'node_modules/.cache/mutants';
const RUNNER = 'scripts/mutants/play/mutant-runner.ts';
/** A whole file of acceptance tests may be silent for so long. */
const PATIENCE_MS = 300_000;
/** Tests that take longer would make each mutant take that long. */
const LONGEST_TEST_MS = 30_000;

/**
 * Test files that import one of the sources, at any depth: of the unit tests all, of the acceptance tests those of the
 * mirrored folder (`test/github` for `app/github/trust.ts`, and not the folders in that) and of the folders in `also`.
 * Not those of `ELSEWHERE`.
 */
export function testsOf(sources: readonly string[], also: readonly string[]): readonly string[] {
  const folders = new Set([...sources.map(mirrorOf), ...also]);
  const files = filesIn('test').filter((file) => file.endsWith('.test.ts'));
  const known = new Map<string, boolean>();
  const near = files.filter((file) =>
    file.endsWith(ACCEPTANCE) || ELSEWHERE.some((folder) => file.startsWith(folder))
      ? folders.has(dirname(file))
      : true,
  );
  return near.filter((file) => leadsTo(file, new Set(sources), known));
}

function mirrorOf(source: string): string {
  return join('test', dirname(source).replace(/^app\//, ''));
}

function leadsTo(file: string, sources: ReadonlySet<string>, known: Map<string, boolean>): boolean {
  const waiting = [file];
  const seen = new Set(waiting);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (sources.has(next) || known.get(next) === true) return true;
    if (!existsSync(next)) continue;
    const imported = importsOf(next).filter((specifier) => specifier.startsWith('.'));
    for (const to of imported.map((specifier) => normalize(join(next, '..', specifier)))) {
      if (!seen.has(to)) waiting.push(to);
      seen.add(to);
    }
  }
  known.set(file, false);
  return false;
}

/** Plays test files once with nothing awake; what did not change since the last time is known from then. */
export async function reachOf(
  files: readonly string[],
  sources: readonly string[],
): Promise<ReadonlyMap<string, FileReach>> {
  // What a test reaches depends on how it is played, too.
  const ground = [RUNNER, ...sources].map((source) => read(source)).join('\0');
  const placeOf = (file: string) => {
    const key = createHash('sha256').update([ground, ...sources, file, read(file)].join('\0'));
    return join(CACHE, `${key.digest('hex')}.json`);
  };
  const unknown = files.filter((file) => !existsSync(placeOf(file)));
  if (unknown.length > 0) {
    mkdirSync(CACHE, { recursive: true });
    for (const [file, reach] of await play(unknown, sources)) {
      writeFileSync(placeOf(file), JSON.stringify(reach));
    }
  }
  const known = files.filter((file) => existsSync(placeOf(file)));
  return new Map(known.map((file) => [file, readJson<FileReach>(placeOf(file))]));
}

async function play(files: readonly string[], sources: readonly string[]) {
  const played = new Map<string, { tests: Reach[]; outside: string[] }>();
  const of = (file: string) => {
    const known = played.get(file) ?? { tests: [], outside: [] };
    played.set(file, known);
    return known;
  };
  let left = files;
  while (left.length > 0) {
    const { entries, hangs } = await runJob(
      { sources, files: left, tries: null, awake: null },
      () => PATIENCE_MS,
      () => false,
    );
    for (const entry of entries) {
      if (entry.type === 'file') of(ofRoot(entry.file)).outside.push(...entry.outside);
      if (entry.type !== 'reached') continue;
      const { test, ms, reached } = entry;
      const file = ofRoot(entry.file);
      const tests = of(file).tests;
      if (entry.passed && ms < LONGEST_TEST_MS) tests.push({ file, test, ms, reached });
      else console.error(`left out: a test of ${file} that ${entry.passed ? 'is slow' : 'fails'}`);
    }
    if (!hangs) break;
    // What hung or ended the process is left out, and the rest played without it.
    const reached = left.findIndex((file) => !played.has(file));
    const culprit = left[Math.max(0, reached < 0 ? left.length - 1 : reached)];
    console.error(`left out: ${culprit}, which did not end`);
    left = left.filter((file) => file !== culprit && !played.has(file));
  }
  return played;
}

function ofRoot(file: string): string {
  return relative(process.cwd(), file);
}
