import type { ChangedPaths } from '../compile/triggers/match-triggers.ts';
import type { PipelineFiles } from './pipeline-files.ts';
import type { Started } from './start-order.ts';

/**
 * What became of the files of a push to a branch that no pull request shows yet: pipelines that the push does not start
 * and a pull request into the default branch would are awaited, or the commit would count as good before they ran.
 */
export async function awaitPull(
  started: readonly Started[],
  order: {
    readonly files: PipelineFiles;
    /** The default branch. */
    readonly base: string;
    /** What the pull request would change; asked only when a filter depends on it. */
    readonly changed: () => Promise<ChangedPaths>;
  },
): Promise<readonly Started[]> {
  const { files, base } = order;
  const opened = { type: 'pull_request', action: 'opened', base } as const;
  let changed: ChangedPaths = 'unknown';
  const told: Started[] = [];
  for (const one of started) {
    const source = (await files.all()).find(({ file }) => file === one.file);
    if (one.type !== 'passed' || source === undefined) {
      told.push(one);
      continue;
    }
    let decision = await files.match(source, opened, changed);
    if (decision.type === 'needs-paths') {
      changed = await order.changed();
      decision = await files.match(source, opened, changed);
    }
    const { reason } = decision;
    told.push(decision.type === 'start' ? { ...one, type: 'awaits', reason } : one);
  }
  return told;
}
