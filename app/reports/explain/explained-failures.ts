import type { Explanation } from '../../domain/explanation.ts';
import type { FailureClass } from '../../domain/statuses.ts';

/** Why an attempt did not succeed. */
export const EXPLAINED_FAILURES: Readonly<Record<FailureClass, Explanation>> = {
  'exit-code': {
    says: 'failed (exit code 1)',
    means:
      'The command ended with an exit code other than 0. The last line that it printed is in the message.',
    fix: 'Read its output: `mlpipelines logs RUN STEP`. To retry such a failure, write `retry: { failure: 1 }`, or `retry: { exit-code: { 75: 3 } }` for one code.',
  },
  failure: {
    says: 'failed (SIGKILL)',
    means:
      'The command could not be started, was ended by a signal, or did not leave what the step declares: an output, metrics, a value.',
    fix: 'The message names which it was. Check `run`, the paths under `outputs` and `metrics`, and, after SIGKILL, how much memory the step needs.',
  },
  oom: {
    says: 'failed (oom, SIGKILL)',
    means: 'The memory of the machine, or of the limit set for the step, ran out.',
    fix: 'Let the step use less (smaller batches), or ask for more: `resources: { memory: 32Gi }`. `retry: { oom: 1, escalate: { oom: { memory: x2 } } }` tries again with twice as much.',
  },
  timeout: {
    says: 'failed (timeout)',
    means: 'The step ran longer than its `timeout` and was ended.',
    fix: 'Raise `timeout`, or give the step a `checkpoint` and `retry: { timeout: 2 }`, so that the next attempt goes on where this one stopped.',
  },
  stall: {
    says: 'failed (stall)',
    means:
      'The step printed nothing, wrote no live metric and no checkpoint for as long as its `stall-timeout`, and was ended.',
    fix: 'Look at the end of its output for what it hung on. If it is only quiet, print progress or raise `stall-timeout`.',
  },
  infra: {
    says: 'failed (infra)',
    means:
      'Something around the command failed: the machine, its disk, the network, a runner that went away.',
    fix: 'Usually another attempt helps, and one follows by itself unless `retry.infra` is 0. If the disk ran full, free space or ask for more: `resources: { disk: 200Gi }`.',
  },
  capacity: {
    says: 'failed (capacity)',
    means: 'No machine of the kind that the step asks for could be had in time.',
    fix: 'Allow more types (`gpu: { type: [a10g, l4] }`), more regions or on-demand machines (`spot: prefer`), or raise `queue-timeout`. `mlpipelines plan` lists the types that fit.',
  },
  'spot-interruption': {
    says: 'interrupted (spot-interruption)',
    means:
      'The cloud took the spot machine back. This is no fault of the step, and does not count against `retry.failure`.',
    fix: 'Nothing, as long as attempts remain: the step goes on elsewhere from its newest checkpoint. Without `checkpoint` it begins again. `spot: never` avoids interruptions and costs more.',
  },
  'lost-input': {
    says: 'failed (lost-input)',
    means: 'An artifact that the step reads is missing or damaged where it is kept.',
    fix: 'Make it again: `mlpipelines rerun RUN --from STEP`, with the step that made the artifact. It is never retried automatically, because the artifact would still be missing.',
  },
};
