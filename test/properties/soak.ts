import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { APP_FOLDER, loadProduct } from '../trust/demands/product.ts';
import { loadApprovals } from '../trust/approvals/approval-product.ts';
import { tryApprovals } from '../trust/approvals/try-approvals.ts';
import { tryDemands } from '../trust/demands/try-demands.ts';
import { tryCachedRuns } from './cached/try-cached-runs.ts';
import { ENGINE_FOLDER, loadEngine } from './engine-under-test.ts';
import { tryKills } from './killed/try-kills.ts';
import { tryReports } from '../evaluation/reports/try-reports.ts';
import { tryStatistics } from '../evaluation/simulate/try-statistics.ts';
import { tryMachineDays } from '../compute/chaos/try-machine-days.ts';
import { trySequences } from './try-sequences.ts';

/**
 * `npm run soak -- --runs N [--seed S]`: millions of random runs, in batches, until a law breaks. With `--cached` the law
 * of the cache, with `--killed` that of kills: with real commands, so a few a minute. With `--machines`
 * days of machines, each of some seconds. With `--statistics` the figures of reports, on so many pairs a law and so many
 * reports (1,000). With `--approvals` the rules of approvals, some hundreds a minute. With `--trust` that of what the
 * default branch demands: on the whole App, some hundreds a minute; `--path` plays one trial again. `--fuzz KIND|all
 * --minutes N`: what strangers send (test/fuzz).
 */
async function soak(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string' },
      fuzz: { type: 'string' },
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string' },
      cached: { type: 'boolean', default: false },
      killed: { type: 'boolean', default: false },
      machines: { type: 'boolean', default: false },
      statistics: { type: 'boolean', default: false },
      trust: { type: 'boolean', default: false },
      approvals: { type: 'boolean', default: false },
      path: { type: 'string' },
    },
  });
  const [runs, seed] = [runsOf(values), Number(values.seed ?? Date.now() % 0x7fffffff)];
  if (!Number.isSafeInteger(runs) || !Number.isSafeInteger(seed) || runs < 1) {
    throw new Error(
      'usage: npm run soak -- --runs N [--seed S], both whole numbers, and --cached, --killed, --machines, --statistics, --approvals, --trust or --fuzz KIND --minutes N',
    );
  }
  if (values.fuzz !== undefined) return fuzz({ ...values, fuzz: values.fuzz, seed, runs });
  const wanted: Readonly<Record<string, unknown>> = values;
  const slow = Object.entries(SLOW).find(([name]) => wanted[name] === true);
  if (slow !== undefined) {
    const [name, attempt] = slow;
    const failure = await attempt({
      runs,
      seed,
      ...(values.path !== undefined && { path: values.path }),
    });
    if (failure !== null) return fail(seed, runs, failure, `--${name} `);
    return console.log(`${runs} of --${name}, seed ${seed} held`);
  }
  if (values.trust) return soakTrust(runs, seed, values.path);
  soakKernel(runs, seed);
}

/** A pair takes a hundred times as long as a run of the kernel. */
function runsOf({
  runs,
  statistics,
}: {
  readonly runs?: string;
  readonly statistics: boolean;
}): number {
  return Number(runs ?? (statistics ? 1000 : 1_000_000));
}

/** It stands on the parts of tests, which only run inside of one. */
function fuzz({
  fuzz: kind,
  minutes,
  seed,
  runs,
}: {
  readonly fuzz: string;
  readonly minutes: string;
  readonly seed: number;
  readonly runs: number;
}): void {
  const file = 'test/fuzz/fuzz.acceptance.test.ts';
  const asked = {
    FUZZ_KIND: kind,
    FUZZ_MINUTES: minutes,
    FUZZ_SEED: `${seed}`,
    FUZZ_RUNS: `${runs}`,
  };
  const { status } = spawnSync('vitest', ['run', '--project', 'acceptance', file], {
    env: { ...process.env, ...asked },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}

async function soakTrust(runs: number, seed: number, path?: string): Promise<void> {
  const product = loadProduct(APP_FOLDER);
  for (let done = 0, batch = seed; done < runs; batch += 1) {
    const size = Math.min(DEMANDS_BATCH, runs - done);
    const again = path === undefined ? {} : { path };
    const failure = await tryDemands(product, { runs: size, seed: batch, ...again });
    if (failure !== null) {
      console.error(failure);
      process.exitCode = 1;
      return;
    }
    done += size;
    console.log(`${done} of ${runs} changes, seed ${batch} held`);
  }
}

const DEMANDS_BATCH = 250;

/** Laws that take seconds to try. */
const SLOW: Readonly<Record<string, typeof tryKills>> = {
  cached: tryCachedRuns,
  killed: tryKills,
  machines: soakMachines,
  approvals: soakApprovals,
  statistics: async (order) => tryReports(order) ?? tryStatistics(order),
};

/** Tells of those that held so far: 2,000 take an hour. */
async function soakMachines({ runs, seed }: { readonly runs: number; readonly seed: number }) {
  for (let done = 0; done < runs; done += DAYS_BATCH) {
    const size = Math.min(DAYS_BATCH, runs - done);
    const broken = await tryMachineDays({ runs: size, seed: seed + done });
    if (broken !== null) return broken;
    console.log(`${done + size} of ${runs} days, from the seed ${seed} on, held`);
  }
  return null;
}

const DAYS_BATCH = 25;

function soakApprovals(order: { readonly runs: number; readonly seed: number; path?: string }) {
  return tryApprovals(loadApprovals(APP_FOLDER), order);
}

function soakKernel(runs: number, seed: number): void {
  const engine = loadEngine(ENGINE_FOLDER);
  const started = performance.now();
  for (let done = 0, batch = seed; done < runs; batch += 1) {
    const size = Math.min(BATCH, runs - done);
    const { failure, coverage } = trySequences(engine, { runs: size, seed: batch });
    if (failure !== null) return fail(batch, size, failure);
    done += size;
    const seconds = (performance.now() - started) / 1000;
    console.log(`${done} of ${runs} runs in ${seconds.toFixed(0)} s, seed ${batch} held`);
    if (done === runs) console.log(coverage.report());
  }
}

const BATCH = 10_000;

function fail(seed: number, runs: number, failure: string, options = ''): void {
  console.error(failure);
  console.error(`again: npm run soak -- ${options}--runs ${runs} --seed ${seed}`);
  process.exitCode = 1;
}

await soak();
