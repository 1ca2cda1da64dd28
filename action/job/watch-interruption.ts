import { existsSync } from 'node:fs';

export type InterruptionTimes = {
  readonly lookEveryMs: number;
  readonly saveMs: number;
  readonly tellMs: number;
};

/**
 * EC2 takes a spot machine back two minutes after it says so, and is best effort about saying it:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 * Of those 120 s:
 *
 *     6 s  until the machine has heard and this process sees the file (it asks every 5 s, this every 0.5 s)
 *    40 s  at most, for the step to write its checkpoint and end (INTERRUPTED_GRACE_MS of the executor)
 *    50 s  or more, what the step left of 90 s: for the checkpoint's upload, and then plots
 *    10 s  to tell the app what is there and how it ended
 *    14 s  for GitHub's runner to end the job
 */
const TIMES: InterruptionTimes = { lookEveryMs: 500, saveMs: 90_000, tellMs: 100_000 };

export type Interruption = {
  readonly stop: AbortController;
  readonly kill: AbortController;
  /** Nothing more can be told. */
  readonly hangUp: AbortController;
};

/** Ends the step, with the reason `interrupt`, once this file is there: the machine is being taken back. */
export function watchInterruption(
  file: string,
  { stop, kill, hangUp }: Interruption,
  times: InterruptionTimes = TIMES,
): void {
  const looking = setInterval(() => {
    if (!existsSync(file)) return;
    clearInterval(looking);
    stop.abort('interrupt');
    setTimeout(() => kill.abort('interrupt'), times.saveMs).unref();
    setTimeout(() => hangUp.abort(), times.tellMs).unref();
  }, times.lookEveryMs);
  looking.unref();
}
