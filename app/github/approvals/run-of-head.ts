import type { HostedRun } from '../../domain/hosted.ts';
import type { RunHeader, RunRequest } from '../../domain/run/run.ts';
import type { Store } from '../../runtime/ports/store.ts';

export type HostedHeader = RunHeader & { readonly hosted: HostedRun };

/** What of a commit is looked for; `ref`: the branch that it was merged into, whose own runs are not meant. */
export type HeadQuestion = Pick<RunRequest, 'ref'> & {
  readonly pipeline: string;
  readonly repository: number;
  readonly sha: string;
};

/** Reruns and runs by command among them. */
const MOST_READ = 50;

/** The newest run of a pipeline at the head of a pull request, or of its merge group; null: there is none. */
export async function runOfHead(
  { runs }: Pick<Store, 'runs'>,
  { pipeline, repository, sha, ref }: HeadQuestion,
): Promise<HostedHeader | null> {
  const asked = { pipeline, open: false, limit: MOST_READ, repository, sha };
  const found = (await runs.list(asked)).find((run) => run.ref !== ref);
  const hosted = found?.hosted;
  return found === undefined || hosted === undefined ? null : { ...found, hosted };
}
