import type { RunHeader } from '../../../../domain/run/run.ts';
import { messageOf } from '../../../../../text/message-of.ts';
import { judgedStep } from '../../../../reports/report/reported-step.ts';
import type { RunStory } from '../../../../reports/comment/run-story.ts';
import type { Report } from '../../../../reports/report/report.ts';
import type { FilesSince } from '../../../hosted-repository.ts';
import type { PublishDeps } from '../../publish-deps.ts';
import { anotherCommand } from './another-command.ts';
import { baseOf } from '../../report/base-of.ts';
import { loadChanges } from './load-changes.ts';
import { loadEarlier } from './load-earlier.ts';
import { loadMerging } from './load-merging.ts';
import { loadPictures } from './load-pictures.ts';
import { loadRunning } from './load-running.ts';
import { loadTraining } from './load-training.ts';
import type { LoadedRun } from '../../report/loaded-run.ts';

/** What a comment tells of a run beside what its check does. GitHub is asked nothing that was not asked for its gates. */
export async function loadStory(
  deps: PublishDeps,
  run: LoadedRun,
  report: Report | null,
): Promise<RunStory> {
  const judged = judgedStep(run.plan) ?? null;
  const base = judged === null ? null : await baseOf(deps, run.header, judged.id);
  const files = await filesOf(deps, run.header);
  const [running, training, changes, pictures, earlier, merging] = await Promise.all([
    loadRunning(deps, run),
    loadTraining(deps, run),
    loadChanges(deps, run, { base, files }),
    loadPictures(deps, run, { judged, report }),
    loadEarlier(deps, run, judged),
    loadMerging(deps, run, files),
  ]);
  const another = anotherCommand(run.plan);
  return { running, training, changes, pictures, earlier, merging, another };
}

async function filesOf(
  { filesSince, warn }: PublishDeps,
  header: RunHeader,
): Promise<FilesSince | null> {
  return filesSince(header).catch((error: unknown) => {
    warn(`which files a run changes is not told: ${messageOf(error)}`, { run: header.id });
    return null;
  });
}
