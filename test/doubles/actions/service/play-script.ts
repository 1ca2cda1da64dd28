import type { Clock } from '../../github/clock.ts';
import type { JobControl, JobMessage, JobResult, JobSink } from '../runner/job-message.ts';
import { StepBoard } from '../runner/step-board.ts';
import type { JobScript, ScriptedJob } from './service.ts';

type Stage = {
  readonly message: JobMessage;
  readonly sink: JobSink;
  readonly control: JobControl;
  readonly clock: Clock;
  readonly idToken: (audience: string) => Promise<string>;
};

/** Plays a script in the place of a runner: no process, time by the clock alone. */
export async function playScript(script: JobScript, stage: Stage): Promise<JobResult> {
  const { message, sink, control, clock } = stage;
  const over = new AbortController();
  const late = new AbortController();
  const cancel = AbortSignal.any([control.cancel, control.force, late.signal]);
  const limit = abortLater(message.timeoutMinutes * 60_000, { clock, late, over: over.signal });
  const board = new StepBoard(
    (steps) => sink.steps(steps),
    () => clock.now(),
  );
  board.plan('Set up job');
  board.begin(1);
  board.end(1, 'success');
  board.begin(board.plan('Scripted'));
  try {
    const conclusion = await Promise.race([play(script, { ...stage, cancel }), forced(control)]);
    const ended = cancel.aborted ? 'cancelled' : conclusion;
    board.end(2, ended === 'timed_out' ? 'cancelled' : ended);
    const outputs = typeof script === 'function' ? {} : (script.outputs ?? {});
    return { conclusion: ended, outputs };
  } finally {
    over.abort();
    await limit;
  }
}

async function play(script: JobScript, job: ScriptedJob): Promise<JobResult['conclusion']> {
  if (typeof script === 'function') return script(job);
  await job.clock.sleep(script.durationMs, job.cancel);
  return script.conclusion;
}

// A script may pass over a cancellation, but not over force.
function forced({ force }: JobControl): Promise<'cancelled'> {
  return new Promise((resolve) => {
    if (force.aborted) resolve('cancelled');
    force.addEventListener('abort', () => resolve('cancelled'), { once: true });
  });
}

async function abortLater(
  ms: number,
  { clock, late, over }: { clock: Clock; late: AbortController; over: AbortSignal },
): Promise<void> {
  await clock.sleep(ms, over);
  if (!over.aborted) late.abort();
}
