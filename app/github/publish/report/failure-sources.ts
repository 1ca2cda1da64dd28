import type { Plan } from '../../../domain/plan.ts';
import {
  failureSource,
  type FailedPlace,
  type FailureSource,
} from '../../../reports/check/failure-source.ts';
import { messageOf } from '../../../../text/message-of.ts';
import type { PublishDeps } from '../publish-deps.ts';
import type { LoadedRun } from './loaded-run.ts';

type FailedRun = Pick<LoadedRun, 'header' | 'view' | 'plan'> & {
  /** The last lines that each failed step or cell printed, by key. */
  readonly tails: ReadonlyMap<string, readonly string[]>;
};

/**
 * Lines of the repository at which steps and cells of a run failed that is over, by their key; GitHub is asked for its
 * files only where a step printed a traceback.
 */
export async function failureSources(
  { filesOf, warn }: Pick<PublishDeps, 'filesOf' | 'warn'>,
  { header, view, plan, tails }: FailedRun,
): Promise<ReadonlyMap<string, FailureSource>> {
  const { hosted, sha } = header;
  if (hosted === undefined || sha === null || view.endedAt === null) return new Map();
  const { repository } = hosted;
  const folders = new Map(plan.steps.map(({ id, action }) => [id, folderOf(action)]));
  const failed = view.steps.flatMap(({ key, id: stepId }) => {
    const tail = tails.get(key);
    if (tail === undefined) return [];
    const place = { stepId, folder: folders.get(stepId) ?? '.', repository: repository.name };
    return failureSource(tail, place, () => true) === null ? [] : [{ key, tail, place }];
  });
  if (failed.length === 0) return new Map();
  let files: ReadonlyMap<string, string> | null;
  try {
    files = (await filesOf(header)) ?? null;
  } catch (error) {
    warn(`a failure is shown without its line: ${messageOf(error)}`, { run: header.id });
    return new Map();
  }
  const isFile = (path: string) => files?.has(path) === true;
  return new Map(
    failed.flatMap(({ key, tail, place }): [string, FailureSource][] => {
      const source = failureSource(tail, place, isFile);
      return source === null ? [] : [[key, source]];
    }),
  );
}

function folderOf(action: Plan['steps'][number]['action']): FailedPlace['folder'] {
  return action.type === 'run' ? action.workingDirectory : '.';
}
