import type { Plan } from '../../domain/plan.ts';
import type { EndedRun } from '../../reports/terminal/end-story.ts';
import type { RunOptions } from '../../domain/run/run.ts';
import type { Printed } from '../../reports/terminal/progress-lines.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { Output } from '../io.ts';
import type { LiveSteps } from './live-step.ts';
import type { Terminal } from './terminal.ts';

/** Shows a run while it goes on, and its story at the end. */
export type RunDisplay = {
  /** The run as it stands now; as often as one likes: it is drawn at most ten times a second. */
  update(view: RunView, live: LiveSteps): void;
  /** One line that an attempt of a step or cell printed. */
  line(printed: Printed): void;
  /** A word to the person, from the command itself. */
  note(text: string): void;
  /** The run is over: shows its story, with what is known beside it, and gives the terminal back. */
  close(view: RunView, beside?: BesideRun): void;
};

/** The run before it, the plots it left, and whether its model got better. */
export type BesideRun = Pick<EndedRun, 'before' | 'plots' | 'report'>;

export type RunDisplayOptions = {
  readonly output: Output;
  readonly terminal: Terminal;
  readonly plan: Plan;
  /** What the run was asked to do; left out: nothing beside the pipeline. */
  readonly options?: RunOptions;
  /** In a live view: prints what steps print above it, too. Without one it is always printed. */
  readonly verbose: boolean;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
};
