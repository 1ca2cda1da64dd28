import type { Attempt } from '../attempt.ts';
import { watchCheckpoints } from '../checkpoint/watch-checkpoints.ts';
import { asOfShell } from '../end/as-of-shell.ts';
import { explainMissing } from '../end/explain-missing.ts';
import { explainModule } from '../end/explain-module.ts';
import { nameEnd } from '../end/name-end.ts';
import type { NamedEnd } from '../end/name-end.ts';
import { tailLiveMetrics } from '../metrics/tail-live-metrics.ts';
import { createActivity } from '../process/clocks.ts';
import type { Activity } from '../process/clocks.ts';
import { containerLaunch } from './container-launch.ts';
import { hostLaunch } from './host-launch.ts';
import type { Launch } from '../process/launch.ts';
import type { MemoryGroup } from '../process/memory-group.ts';
import { measureMemory, openGroup } from './measure-memory.ts';
import { runCommand } from '../process/run-command.ts';
import type { CommandEnd } from '../process/run-command.ts';

/** The step's Python environment, and how long it took to have it. */
export type Environment = { readonly folder: string; readonly ms: number };

export type PerformedCommand = {
  readonly end: CommandEnd;
  readonly named: NamedEnd;
  /** How far the newest complete checkpoint reaches; null: there is none of this attempt. */
  readonly savedAt: number | null;
};

/**
 * Runs the step's command under its clocks and limits, with its checkpoints and live metrics watched, and names its end.
 * Throws `StepFailure` when it cannot be started.
 */
export async function performCommand(
  attempt: Attempt,
  environment: Environment | null,
): Promise<PerformedCommand> {
  const activity = createActivity();
  const { metrics } = attempt.ticket;
  const live =
    metrics?.live == null ? null : await tailLiveMetrics(attempt, metrics.live, activity);
  const checkpoints = watchCheckpoints(attempt, activity);
  try {
    const ran = await runLimited(attempt, environment, activity);
    await live?.finish();
    await checkpoints?.finish({
      orderly: isOrderly(ran.end),
      succeeded: ran.named.status === 'succeeded',
    });
    return { ...ran, savedAt: checkpoints?.savedAt() ?? null };
  } finally {
    await live?.finish();
    await checkpoints?.stop();
  }
}

/** It ended by itself after SIGTERM: with a code of its own, not by the signal (a shell gives that as 128 + 15). */
function isOrderly({ stoppedBy, killedBy, exitCode }: CommandEnd): boolean {
  return stoppedBy !== null && killedBy === null && exitCode !== null && exitCode !== 128 + 15;
}

async function runLimited(
  attempt: Attempt,
  environment: Environment | null,
  activity: Activity,
): Promise<Pick<PerformedCommand, 'end' | 'named'>> {
  const { ticket, host, log } = attempt;
  const group = openGroup(attempt);
  const memory = measureMemory(attempt, group);
  try {
    const launch = await launchOf(attempt, environment?.folder ?? null, group);
    const ran = await runCommand(launch, {
      stop: host.stop,
      kill: host.kill,
      clocks: ticket.clocks,
      log,
      activity,
      onStart: (pid) => {
        memory.start(pid);
        const resumedFrom = ticket.checkpoint?.restore?.digest ?? null;
        const environmentMs = environment === null ? {} : { environmentMs: environment.ms };
        host.report({ type: 'started', at: Date.now(), resumedFrom, ...environmentMs });
      },
    });
    const end = asOfShell(ran);
    sayWhatIsLeft(attempt, end);
    const named = await nameEnd(end, ticket, () => ({
      memory: memory.evidence(),
      explainMissing: (path) => explainMissing(attempt, path),
      explainModule: (name) => explainModule(attempt, name),
      stderr: log.tail('stderr'),
      stdout: log.tail('stdout'),
    }));
    return { end, named };
  } finally {
    memory.stop();
    await group?.close();
  }
}

async function launchOf(
  attempt: Attempt,
  environment: string | null,
  group: MemoryGroup | null,
): Promise<Launch> {
  const { container } = attempt.ticket;
  return container === null
    ? hostLaunch(attempt, environment, group)
    : containerLaunch(attempt, container);
}

function sayWhatIsLeft({ log }: Attempt, { survivors }: CommandEnd): void {
  if (survivors.length === 0) return;
  log.say(
    `Could not be killed: process ${survivors.join(', ')} (stuck in the kernel, or another user's).`,
  );
}
