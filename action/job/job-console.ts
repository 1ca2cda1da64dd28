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
 * Writes a job's log. From the first line on a fence is around what is not ours: between `stop-commands` and its
 * unguessable token the runner obeys nothing. Before, and while something is hidden, it is down: `add-mask` is a command.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands
 */
export function createJobConsole(
  write: (text: string) => void,
  hide: (text: string) => void,
): JobConsole {
  const fence = randomUUID();
  let isUp = false;
  const raise = (): void => {
    if (!isUp) write(`::stop-commands::${fence}\n`);
    isUp = true;
  };
  const lower = (): void => {
    if (isUp) write(`::${fence}::\n`);
    isUp = false;
  };
  const line = (text: string): void => {
    raise();
    write(`${text}\n`);
  };
  return {
    line,
    say: (text) => line(`mlpipelines: ${text}`),
    hide: (text) => {
      const wasUp = isUp;
      lower();
      hide(text);
      if (wasUp) raise();
    },
    close: lower,
  };
}
