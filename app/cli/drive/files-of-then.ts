import type { BlobRecheck, BlobStore } from '../../../content/blob-store.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { RerunChoice } from '../../runtime/runtime.ts';
import { fileChanges } from '../forecast/compare-work.ts';
import type { Workspace } from '../workspace/open-workspace.ts';
import { snapshot } from '../workspace/snapshot.ts';

const MOST_NAMED = 3;

type Place = Pick<Workspace, 'state'> & { readonly blobs: BlobStore & BlobRecheck };

/** Says that a rerun is of the files that its run had, and which have changed since; null: none has. */
export async function filesOfThen(
  { state, blobs }: Place,
  run: RunHeader,
  choice: RerunChoice,
): Promise<string | null> {
  const name = `#${runNumber(run)}`;
  if (run.options.inPlace) {
    return `${name} ran in place: its steps see the files as they are now, but its pipeline file is that of then.`;
  }
  const then = run.tree === null ? null : await readManifest(blobs, run.tree).catch(() => null);
  if (then === null) return null;
  const { manifest } = await snapshot(state, blobs, 'hash-only');
  const paths = fileChanges(then, manifest).map(({ path }) => path);
  if (paths.length === 0) return null;
  const more = paths.length - MOST_NAMED;
  const named = `${paths.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `${name} runs again with the files it had. Changed since: ${named}. With today's files: ${withTodays(run, choice)}`;
}

function withTodays(run: RunHeader, choice: RerunChoice): string {
  const command = `mlpipelines run ${run.pipeline}`;
  if (choice.type === 'failed') return `${command} --failed ${runNumber(run)}`;
  return choice.type === 'from' ? `${command} --from ${choice.step}` : command;
}
