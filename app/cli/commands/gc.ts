import { tmpdir } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { runNumber } from '../../reports/words/run-words.ts';
import { count } from '../../reports/words/step-words.ts';
import { environmentsFolder } from '../../local/environments-folder.ts';
import { createProcessOwner } from '../../local/process-owner.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { environmentLeftovers } from '../garbage/environment-leftovers.ts';
import { isLive } from '../garbage/is-live.ts';
import type { Leftover } from '../garbage/leftover.ts';
import { requireRuns } from '../garbage/require-runs.ts';
import { removeShortNames, runLeftovers } from '../garbage/run-leftovers.ts';
import { listed, tellCollected, type Outcome } from '../garbage/tell-collected.ts';
import { unknownLogs, type UnknownLogs } from '../garbage/unknown-logs.ts';
import { confirm } from '../terminal/confirm.ts';
import { withDriver, type Driver } from '../workspace/open-driver.ts';
import { withRoom } from '../workspace/with-room.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

type Options = {
  readonly keep: number;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly json?: true;
};

async function gc(shell: Shell, options: Options): Promise<ExitCode> {
  return withRoom(shell, () => collect(shell, options));
}

async function collect(shell: Shell, options: Options): Promise<ExitCode> {
  return withDriver(shell, async (driver) => {
    const { runtime, blobs, state, store } = driver;
    const keepRunsMs = options.keep * DAY_MS;
    const unknown = await unknownLogs(state.logs, store, Date.now() - keepRunsMs);
    // What wrote them may want any of the bytes.
    const keepBytesMs = unknown.young.length > 0 ? Math.max(DAY_MS, keepRunsMs) : DAY_MS;
    const order = { sweep: blobs, keepRunsMs, keepBytesMs };
    const preview = await runtime.previewGarbage(order);
    await requireRuns(driver, preview.blobs);
    const runs = await namesOf(driver, preview.runs);
    const told = { runs, unknown, keepBytesMs };
    if (options.dryRun) {
      const leftovers = await leftoversOf(shell, driver, preview.runs, unknown);
      tellCollected(shell, options, { ...told, leftovers, blobs: { type: 'preview', ...preview } });
      return 0;
    }
    if (runs.length + unknown.old.length > 0 && !options.yes) await ask(shell, told, options.keep);
    const collected = await runtime.collectGarbage(order);
    const known = await store.runs.versions(preview.runs);
    const forgotten = preview.runs.filter((run) => !known.has(run));
    const leftovers = await leftoversOf(shell, driver, forgotten, unknown);
    for (const leftover of leftovers) await leftover.remove();
    await removeShortNames(tmpdir(), state);
    tellCollected(shell, options, { ...told, leftovers, blobs: { type: 'removed', ...collected } });
    return 0;
  });
}

async function ask(
  shell: Shell,
  { runs, unknown }: Pick<Outcome, 'runs' | 'unknown'>,
  days: number,
): Promise<void> {
  const ago = `more than ${count(days, 'day')} ago`;
  const [ended, logs] = [runs.length, unknown.old.length];
  const what = [
    ...(ended > 0 ? [`${count(ended, 'run')} that ended ${ago}: ${listed(runs)}`] : []),
    ...(logs > 0
      ? [`the logs of ${count(logs, 'run')} that the store does not know, written ${ago}`]
      : []),
  ];
  await confirm(shell, {
    what: `This deletes ${what.join('; and ')}.`,
    refused: 'nothing was deleted.',
  });
}

/** `churn #12`: as people know them. */
async function namesOf({ store }: Driver, runs: readonly string[]): Promise<readonly string[]> {
  const headers = await Promise.all(runs.map((run) => store.runs.header(run)));
  return headers.flatMap((header) =>
    header === null ? [] : [`${header.pipeline} #${runNumber(header)}`],
  );
}

async function leftoversOf(
  { env }: Shell,
  { store, state }: Driver,
  forgotten: readonly string[],
  unknown: UnknownLogs,
): Promise<readonly Leftover[]> {
  const owner = createProcessOwner();
  const lives = (run: string) => isLive(store, owner, run);
  const runs = { forgotten, unknown: unknown.old, isLive: lives };
  const now = Date.now();
  return [
    ...(await runLeftovers(state, runs, now)),
    ...(await environmentLeftovers(environmentsFolder(env), now)),
  ];
}

function parseDays(text: string): number {
  const days = /^([0-9]{1,5})d?$/.exec(text)?.[1];
  if (days === undefined) throw new InvalidArgumentError('Write days, such as 90 or 90d.');
  return Number(days);
}

export const gcCommand: CommandModule = {
  help: {
    summary: 'delete old runs and unreferenced artifacts',
    description:
      'Delete runs that ended long ago and what nothing refers to any longer: bytes of artifacts that no run, model or cache entry needs, ' +
      'logs of deleted runs, leftovers of killed runs and builds, and Python environments that no clone has used for ' +
      '60 days. Kept are the newest run of each pipeline and whatever a model version came from. Asks before it ' +
      'deletes runs, or logs of runs that the store does not know.',
    examples: [
      ['mlpipelines gc --dry-run', 'what it would do; touches nothing'],
      ['mlpipelines gc', 'deletes runs older than 90 days'],
      ['mlpipelines gc --keep 7', 'older than a week'],
      ['mlpipelines gc --yes', 'without asking, as in a script'],
    ],
  },
  declare: (command, shell) =>
    command
      .option('--keep <days>', 'keep runs that ended within this many days', parseDays, 90)
      .option('-n, --dry-run', 'say what would be done, and change nothing')
      .option(
        '-y, --yes',
        'do not ask before anything is deleted; needed where nobody can be asked',
      )
      .option('--json', 'one JSON document on stdout')
      .action(async (options: Options) => shell.exit(await gc(shell, options))),
};
