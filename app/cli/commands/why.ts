import type { BlobStore } from '../../../content/blob-store.ts';
import { openFolderBlobStore } from '../../artifacts/folder/folder-blob-store.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { lineText } from '../../reports/layout/line.ts';
import { interruptedView } from '../../reports/view/interrupted-view.ts';
import { makeRunView, type RunRecord } from '../../reports/view/run-view.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { whyStory } from '../../reports/terminal/why-lines.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { LOST_WORK, whyAskedFor, whyNeverCached } from '../../reports/words/why-done.ts';
import { explainWork } from '../forecast/explain-work.ts';
import { abandonedOf } from '../workspace/abandoned.ts';
import { findRow } from '../workspace/find-row.ts';
import { findRun } from '../workspace/find-run.ts';
import { loadRunRecord } from '../workspace/load-run-record.ts';
import { withStore } from '../workspace/open-workspace.ts';
import { printJson, printLines } from '../terminal/print.ts';

type Options = { readonly json?: true };
type Wanted = { readonly run: string; readonly key: string };

async function why(shell: Shell, wanted: Wanted, options: Options): Promise<ExitCode> {
  return withStore(shell, async ({ store, state }) => {
    const { id } = await findRun(store, wanted.run);
    const record = await loadRunRecord(store, id);
    const row = findRow(record, wanted.key);
    const blobs = await openFolderBlobStore(state.objects);
    const words = await cacheWords({ store, blobs }, record, row);
    const cache = [...words, ...serverWords(record, row)];
    const stored = makeRunView(record);
    const abandoned = await abandonedOf(store, record.header);
    const view = abandoned === null ? stored : interruptedView(stored, abandoned.left.length > 0);
    const { columns } = terminalOf(shell.stdout, shell.env);
    const { key, approvals } = row;
    const story = whyStory({ view, plan: record.plan, key, cache, approvals }, columns);
    if (options.json) {
      const step = stored.steps.find(({ key }) => key === row.key);
      const lines = story.map((spans) => lineText(spans));
      const interrupted = abandoned !== null;
      printJson(shell, { format: 1, run: id, interrupted, step, cache, story: lines });
    } else printLines(shell, story);
    return 0;
  });
}

type Sources = { readonly store: StoreReads; readonly blobs: BlobStore };

/** What the cache had to do with a row, a line each. */
async function cacheWords(
  sources: Sources,
  { header, plan }: RunRecord,
  row: StepRow,
): Promise<readonly string[]> {
  const { store } = sources;
  const step = plan.steps.find(({ id }) => id === row.stepId);
  if (step === undefined || row.role === 'group') return [];
  const kept = await store.cache.partsOf(header.id, row.key);
  if (row.takenFrom !== null) return [await originWords(store, row.takenFrom.run, kept !== null)];
  if (kept === null) return row.attempt === 0 ? [] : [`ran, because ${whyNeverCached(step)}`];
  const asked = whyAskedFor(header.options, step.id);
  if (asked !== null) return [`ran, because ${asked}`];
  const { parts, pipeline, at } = kept;
  const { tree, id: run } = header;
  const { file } = plan;
  if (await foundLost(store, run, row.key)) return [`ran, because ${LOST_WORK}`];
  const work = { pipeline, key: row.key, parts, step, file, tree, run, at };
  return (await explainWork(sources, work)).map((reason) => `ran, because ${reason}`);
}

/** Snapshots and commits name files by other digests, and so does Python that is found here and Python of a label. */
function serverWords({ header }: RunRecord, { takenFrom, attempt }: StepRow): readonly string[] {
  const { server } = header.options;
  if (server === undefined || takenFrom !== null || attempt === 0) return [];
  const { host } = new URL(server.url);
  return [`the cache of ${host} was not asked: what is done there has other keys than here`];
}

/** Only of work that the cache was asked about is it known that nothing had changed. */
async function originWords(store: StoreReads, run: string, isCached: boolean): Promise<string> {
  const origin = await store.runs.header(run);
  const name = origin === null ? run : `#${runNumber(origin)}`;
  return isCached
    ? `taken from ${name}: nothing that it reads had changed since`
    : `taken over from ${name}, as the run was asked to`;
}

async function foundLost(store: StoreReads, run: string, key: string): Promise<boolean> {
  const events = await store.runs.events(run, 0);
  return events.some(
    ({ event }) => event.type === 'cache.answered' && event.key === key && event.lost !== undefined,
  );
}

export const whyCommand: CommandModule = {
  help: {
    summary: 'why a step ran, waited, failed or was skipped',
    description:
      'Tell the story of one step of a run: its needs, conditions, cache, attempts, gates.',
    examples: [
      ['mlpipelines why latest train', 'in words'],
      ['mlpipelines why 12 "train[seed=1]" --json', 'of a cell, for a program'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('<run>', 'a number (12, 12.2), an id or latest')
      .argument('<step>', 'a step, or a cell: train[seed=1]')
      .option('--json', 'one JSON document on stdout')
      .action(async (run: string, key: string, options: Options) =>
        shell.exit(await why(shell, { run, key }, options)),
      ),
};
