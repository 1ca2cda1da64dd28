/**
 * `npm run mutants -- app/github/trust.ts app/compile/grants`: plants slips of the sort that developers make in these
 * files and folders, one at a time, and tells which ones no test catches. Fails where a folder is below what it has to
 * reach (`mutants/score.ts`), or where an answer in `test/mutants/equivalent.json` answers nothing.
 *
 * A planter of our own, since Stryker's runner finds no test under Vitest 5:
 * https://github.com/stryker-mutator/stryker-js/issues/6210. It plants what this process loads: mutants do not reach the
 * processes that tests start (a supervisor, a spawned executor, an App that is killed), so what only those run is told
 * as unreached.
 */
import { parseArgs } from 'node:util';
import { matchAnswers, type Answer } from './mutants/answers.ts';
import { plant } from './mutants/plant.ts';
import { reachOf, testsOf } from './mutants/play/find-tests.ts';
import { tryMutants, type Verdict } from './mutants/play/try-mutants.ts';
import { readJson } from './mutants/play/read-json.ts';
import { sample } from './mutants/sample.ts';
import { scoreFolders, type FolderScore } from './mutants/score.ts';
import { filesIn, read } from './house/read-sources.ts';

const ANSWERS = 'test/mutants/equivalent.json';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    also: { type: 'string', multiple: true, default: [] },
    with: { type: 'string', multiple: true, default: [] },
    jobs: { type: 'string', default: '1' },
  },
});
if (positionals.length === 0) {
  console.error(
    'usage: npm run mutants -- FOLDER… [--sample 100 --seed 1] [--also test/FOLDER] [--with TEST-FILE]',
  );
  process.exit(2);
}

const sources = filesIn(...positionals).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.generated.ts'),
);
const mutants = sources.flatMap((file) => plant(file, read(file)).mutants);
const answers = readJson<readonly Answer[]>(ANSWERS);
const { answered, idle } = matchAnswers(answers, mutants);
const open = mutants.filter(({ id }) => !answered.has(id));
const tried = sample(open, Number(values.sample ?? open.length), Number(values.seed));
const tests =
  values.with.length > 0 ? filesIn(...values.with).filter(isTest) : testsOf(sources, values.also);
console.log(
  `${mutants.length} mutants in ${sources.length} files, ${answered.size} of them answered; ${tried.length} are tried with ${tests.length} test files`,
);

const verdicts = new Map<string, Verdict>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);

const reach = await reachOf(tests, sources);
await tryMutants(
  tried.map(({ id }) => id),
  sources,
  reach,
  {
    jobs: Number(values.jobs),
    note: (mutant, verdict) => {
      verdicts.set(mutant, verdict);
      if (verdicts.size % 50 === 0) console.log(`${verdicts.size} of ${tried.length}`);
    },
  },
);

const scores = scoreFolders(tried, verdicts);
for (const score of scores) tell(score);
for (const { file, before, after } of idle) {
  console.log(`answers nothing: ${file}  ${before} → ${after}`);
}
if (idle.length > 0 || scores.some(({ percent, atLeast }) => percent < atLeast))
  process.exitCode = 1;

function tell({ folder, mutants: all, caught, survivors, percent, atLeast }: FolderScore): void {
  const goal = percent < atLeast ? `, below ${atLeast} %` : '';
  console.log(
    `${folder}: ${all} mutants, ${caught} caught, ${survivors.length} survived, ${percent.toFixed(1)} %${goal}`,
  );
  for (const { id, file, line, before, after } of survivors) {
    const unreached = verdicts.get(id) === 'unreached' ? '  (no test gets there)' : '';
    const [from, to] = [before, after === '' ? '(nothing)' : after].map(shortened);
    console.log(`  ${file}:${line}  ${from} → ${to}${unreached}`);
  }
}

/** Who ends it early is told what is known by then. */
function stop(): never {
  const known = tried.filter(({ id }) => verdicts.has(id));
  console.log(`ended early: ${known.length} of ${tried.length}`);
  for (const score of scoreFolders(known, verdicts)) tell(score);
  process.exit(130);
}

function isTest(file: string): boolean {
  return file.endsWith('.test.ts');
}

function shortened(text: string): string {
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
