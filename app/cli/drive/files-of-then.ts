import type { BlobRecheck, BlobStore } from '../../../content/blob-store.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { commandAgain } from '../../reports/words/command-again.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { RerunChoice } from '../../runtime/runtime.ts';
import { fileChanges } from '../forecast/compare-work.ts';
import { seenChanges } from '../forecast/seen-changes.ts';
import type { Workspace } from '../workspace/open-workspace.ts';
import { snapshot } from '../workspace/snapshot.ts';

const MOST_NAMED = 3;

type Place = Pick<Workspace, 'state' | 'store'> & { readonly blobs: BlobStore & BlobRecheck };

/** How a run comes to run with files of then. */
export type Again = RerunChoice | { readonly type: 'resume' };

/** Says that a run goes on or runs again with the files that it had, and which of those that it reads have changed since; null: none has. */
export async function filesOfThen(
  { state, store, blobs }: Place,
  run: RunHeader,
  again: Again,
): Promise<string | null> {
  const name = `#${runNumber(run)}`;
  if (run.options.inPlace) {
    return `${name} ran in place: its steps see the files as they are now, but its pipeline file is that of then.`;
  }
  const then = run.tree === null ? null : await readManifest(blobs, run.tree).catch(() => null);
  if (then === null) return null;
  const { manifest } = await snapshot(state, blobs, 'hash-only');
  const plan = await store.runs.plan(run.plan);
  const changes = fileChanges(then, manifest);
  const paths = (plan === null ? changes : seenChanges(changes, [plan])).map(({ path }) => path);
  if (paths.length === 0) return null;
  const more = paths.length - MOST_NAMED;
  const named = `${paths.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const does = again.type === 'resume' ? 'goes on' : 'runs again';
  return `${name} ${does} with the files it had. Changed since: ${named}. With today's files: ${withTodays(run, again)}`;
}

function withTodays(run: RunHeader, again: Again): string {
  const number = runNumber(run);
  const command = (...flags: readonly string[]) => commandAgain(run.pipeline, run.options, flags);
  switch (again.type) {
    case 'resume':
      return `mlpipelines cancel ${number}, then ${command(`--failed ${number}`)}`;
    case 'failed':
      return command(`--failed ${number}`);
    case 'from':
      return command(`--from ${again.step}`);
    case 'all':
      return command();
  }
}
