import { failedSteps } from '../words/failed-steps.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { storyNotes } from '../check/failure-sections.ts';
import { fitSections, MOST_BYTES, whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { printable } from '../../../text/printable.ts';
import { runNumber } from '../words/run-words.ts';
import { count, shownKey } from '../words/step-words.ts';

export type ScheduledStart = {
  readonly pipeline: string;
  /** The newest run; null: none could be started. */
  readonly run: { readonly view: RunView; readonly page: string | null } | null;
  /** Why none could be started. */
  readonly reason: string | null;
  /** Scheduled starts in a row that failed; 0: the newest succeeded. */
  readonly failures: number;
};

export type Issue = {
  readonly title: string;
  readonly body: string;
  readonly marker: string;
  readonly isOpen: boolean;
};

/** The one issue about a pipeline whose scheduled runs fail: what failed, and how to stop or mend it. Closed, once one succeeds. */
export function scheduleIssue(start: ScheduledStart): Issue {
  const { pipeline, failures } = start;
  const name = printable(pipeline);
  const marker = `<!-- mlpipelines:schedule:${name} -->`;
  const sections = [lead(start), ...(failures === 0 ? [] : [...troubles(start), advice(start)])];
  return {
    title: `Scheduled runs of ${name} fail`,
    body: `${marker}\n${fitSections(sections, MOST_BYTES)}`,
    marker,
    isOpen: failures > 0,
  };
}

function lead({ pipeline, run, reason, failures }: ScheduledStart): Section {
  const name = inlineCode(pipeline);
  const row = failures > 1 ? ` ${count(failures, 'scheduled start')} in a row have failed.` : '';
  if (run === null) {
    return whole(
      `❌ A scheduled run of ${name} could not start: ${inlineText(reason ?? '')}.${row}`,
    );
  }
  const { view, page } = run;
  const number = `run ${runNumber(view)}`;
  const link = page === null ? number : `[${number}](${page})`;
  if (failures === 0) return whole(`✅ ${name} succeeded again: ${link}.`);
  const commit = view.sha === null ? '' : ` at ${view.sha}`;
  const how = view.status === 'rejected' ? 'was rejected by its gates' : 'failed';
  return whole(`❌ The scheduled ${link} of ${name}${commit} ${how}.${row}`);
}

function troubles({ run }: ScheduledStart): readonly Section[] {
  if (run === null) return [];
  const rows = failedSteps(run.view.steps).map((step) => {
    const notes = storyNotes(step);
    const why = notes.length === 0 ? '' : `: ${inlineText(notes.join(' · '))}`;
    return `- ${inlineCode(shownKey(step.key))}${why}`;
  });
  if (rows.length === 0) return [];
  const more = (left: number) => `- … ${count(left, 'more step')}`;
  return [{ head: 'What failed:\n', rows, tail: '', more }];
}

function advice({ pipeline, run }: ScheduledStart): Section {
  const name = printable(pipeline);
  const again =
    run === null ? `/mlp schedule run ${name}` : `/mlp rerun failed #${runNumber(run.view)}`;
  return whole(
    [
      'Comment here, if you may write to this repository:',
      '',
      `- \`${again}\` to try it again now`,
      `- \`/mlp schedule pause ${name}\` to stop it for the time being, and \`/mlp schedule resume ${name}\` to let it go on`,
      '',
      'This issue follows the newest scheduled run. It is closed when one succeeds, and opened again when one fails after that.',
    ].join('\n'),
  );
}
