import { isList, isMap, type JsonMap } from '../../../domain/json.ts';
import type { CommitRemarks } from '../../../reports/check/aggregate-check.ts';
import type { PipelineState } from '../../../reports/check/pipeline-summary.ts';
import type { BesideRuns } from '../../../reports/comment/sticky-comment.ts';
import { demandsIn } from './demand-notes.ts';

/** What the push summaries of a commit say beside its runs (`notePushSummary`). */
export function notedStates(notes: JsonMap, sha: string): BesideRuns['states'] {
  const files = isMap(notes['files']) ? notes['files'] : {};
  return Object.entries(files).flatMap(([file, note]): BesideRuns['states'] => {
    if (!isMap(note)) return [];
    const { problems, first, reason, refused, unread } = note;
    const pipeline = typeof note['pipeline'] === 'string' ? note['pipeline'] : file;
    if (typeof problems === 'number') {
      const name = typeof note['pipeline'] === 'string' && { pipeline };
      const why = typeof first === 'string' && { first };
      return [{ type: 'broken', file, problems, ...name, ...why }];
    }
    if (typeof unread === 'string') return [{ type: 'unread', pipeline, reason: unread }];
    if (typeof refused === 'string') return [{ type: 'refused', pipeline, reason: refused }];
    return typeof reason === 'string' ? [{ type: 'held', pipeline, reason, sha }] : [];
  });
}

/** What is to be known of a commit as a whole. */
export function remarksOf(notes: JsonMap): CommitRemarks {
  const steps = demandsIn(notes).flatMap(({ changedSteps }) => changedSteps);
  const changedSteps = [...new Map(steps.map((each) => [each.step, each])).values()];
  return { changedSteps, note: typeof notes['note'] === 'string' ? notes['note'] : null };
}

/** The pipelines that a pull request of a commit would start; none once there is one, which says what it starts itself. */
export function awaitedIn(notes: JsonMap): readonly Extract<PipelineState, { type: 'awaits' }>[] {
  if (pullsOf(notes).length > 0 || !isMap(notes['files'])) return [];
  return Object.values(notes['files']).flatMap((note) =>
    isMap(note) && note['awaits'] === true && typeof note['pipeline'] === 'string'
      ? [{ type: 'awaits', pipeline: note['pipeline'] }]
      : [],
  );
}

/** The pull requests in which a commit is shown. */
export function pullsOf(notes: JsonMap): readonly number[] {
  const { pulls } = notes;
  return isList(pulls) ? pulls.filter((pull) => typeof pull === 'number') : [];
}
