import { randomUUID } from 'node:crypto';

/** What shows in the job's log. */
export type JobConsole = {
  /** A line of the step, which GitHub's runner must not take for a command (`::add-mask::`, `::error::`, …). */
  readonly line: (text: string) => void;
  /** A sentence of ours. */
  readonly say: (text: string) => void;
  /** Keeps a text out of the log from now on. */
  readonly hide: (text: string) => void;
  /** Takes the fence down: from now on lines are commands again. */
  readonly close: () => void;
};

/**
 * Writes a job's log with a fence around everything: between `stop-commands` and its unguessable token the runner obeys
 * nothing. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands
 */
export function createJobConsole(
  write: (text: string) => void,
  hide: (text: string) => void,
): JobConsole {
  const fence = randomUUID();
  const down = () => write(`::${fence}::\n`);
  const up = () => write(`::stop-commands::${fence}\n`);
  up();
  return {
    line: (text) => write(`${text}\n`),
    say: (text) => write(`mlpipelines: ${text}\n`),
    hide: (text) => {
      down();
      hide(text);
      up();
    },
    close: down,
  };
}
