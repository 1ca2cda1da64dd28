import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openTestIngress } from '../github/open-ingress.ts';

const LONGEST_TURN_MS = 250;
const MOST_MEMORY_MB = 256;
const EVERY_MS = 5;

const HONEST = `name: churn
on: { push: {}, pull_request: {}, command: [retrain] }
steps: { train: { run: python train.py, metrics: metrics.json, gates: { auc: { metric: auc, op: ">=", value: 0.8 } } } }
`;
const FILE = '.mlpipelines/churn.yml';

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');
const ON = 'on: { push: {}, pull_request: {} }\n';
const BY_HAND = 'on: { workflow_dispatch: {} }\n';
const BAD = `x-a: &a {${lines(100, (index) => `k${index}: 1, `)}}\nsteps:\n${lines(900, (index) => `  s${index}: { <<: *a }\n`)}`;
const MANY = `steps:\n${lines(9_900, (index) => `  s${index}: { run: "echo \${{ github.sha }}" }\n`)}`;
const CELLS = `[${lines(99, (index) => `${index}, `)}]`;
const MATRIX = `steps: { s: { run: x, strategy: { matrix: { a: ${CELLS}, b: ${CELLS} } } } }\n`;
const PATHS = `on: { push: { paths: [${lines(40_000, (index) => `"**/a*${index}", `)}] }, pull_request: { paths: ["zz"] } }\nsteps: { s: { run: x } }\n`;

/** Each what one push adds beside the honest file. */
const COMMITS: Readonly<Record<string, readonly string[]>> = {
  'eight files of 20 kB that are wrong in 90,000 places': Array.from({ length: 8 }, () => ON + BAD),
  // To start a run of so many is the kernel's cost and the store's; here they are compiled and planned.
  'nearly 10,000 steps': [BY_HAND + MANY],
  'nearly 10,000 cells': [BY_HAND + MATRIX],
  'many patterns for paths': [`name: many\n${PATHS}`],
};

test.each(Object.entries(COMMITS))(
  'a commit of %s keeps the App free, and an honest one starts',
  async (_, texts) => {
    const { repo, github, settle, runs, troubles } = await openTestIngress();
    await repo.commit({ files: { [FILE]: HONEST }, by: 'ada' });
    await settle();
    const before = (await runs()).length;
    // Nobody let the first one run; of the second one everything is compiled that starts.
    for (const by of ['eve', 'ada']) {
      await repo.commit({ branch: by, files: hostileFiles(texts), by });
      const pull = await github.user('bob').openPull(repo, { head: by });
      github.user('ada').comment(repo, pull, '/mlp plan');
    }
    await repo.commit({ branch: 'honest', files: { 'a.py': '1' }, by: 'ada' });
    const watch = watchLoop();
    await settle();
    const cost = await watch.stop();
    console.table([cost]);
    const honest = (await runs()).filter(({ ref }) => ref === 'refs/heads/honest');
    expect((await runs()).length).toBeGreaterThan(before);
    expect([honest.length, troubles]).toEqual([1, []]);
    expect(cost.turnMs).toBeLessThanOrEqual(LONGEST_TURN_MS);
    expect(cost.memoryMb).toBeLessThanOrEqual(MOST_MEMORY_MB);
  },
  300_000,
);

function hostileFiles(texts: readonly string[]): Readonly<Record<string, string>> {
  const named = texts.map((text, index) => [
    `.mlpipelines/h${index}.yml`,
    text.startsWith('on:') ? `name: h${index}\n${text}` : text,
  ]);
  return Object.fromEntries(named);
}

/**
 * What the event loop is busy with, until `stop`: the longest turn by the processor's time, which a busy machine does not
 * lengthen, how late the loop was by the clock, which it does, and how much memory came on top.
 */
function watchLoop() {
  const rest = process.memoryUsage.rss();
  const delays = monitorEventLoopDelay({ resolution: EVERY_MS });
  delays.enable();
  const over = new AbortController();
  const watching = (async () => {
    let [turnMs, memory] = [0, 0];
    while (!over.signal.aborted) {
      const begin = process.threadCpuUsage();
      await setTimeout(EVERY_MS);
      const { user, system } = process.threadCpuUsage(begin);
      turnMs = Math.max(turnMs, (user + system) / 1000);
      memory = Math.max(memory, process.memoryUsage.rss() - rest);
    }
    return { turnMs: Math.round(turnMs), memoryMb: Math.round(memory / 1024 / 1024) };
  })();
  return {
    stop: async () => {
      over.abort();
      delays.disable();
      const lateMs = Math.round(delays.max / 1e6 - EVERY_MS);
      return { ...(await watching), lateMs };
    },
  };
}
