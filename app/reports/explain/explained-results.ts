import type { Explanation } from '../../domain/explanation.ts';
import type { RunConclusion } from '../../domain/statuses.ts';

/** How a run or a step ends, in the five words that every page, check and command uses. */
export const EXPLAINED_RESULTS: Readonly<
  Record<Exclude<RunConclusion, 'succeeded'> | 'skipped', Explanation>
> = {
  failed: {
    says: 'train failed',
    means: 'A step could not do its work, and its retries are used up.',
    fix: '`mlpipelines why RUN STEP` tells its story. After a correction, `mlpipelines run PIPELINE --failed` repeats only what failed.',
  },
  rejected: {
    says: 'evaluate was rejected',
    means: 'The step did its work, and a gate or a person said no to what came out.',
    fix: 'The gates that failed, or the person, are named with the step. Nothing is broken: improve what was rejected, and run again.',
  },
  skipped: {
    says: 'deploy was skipped',
    means: 'The step was not needed: its `if` is false, or a step that it needs did not succeed.',
    fix: 'If it should have run, `mlpipelines why RUN STEP` names the condition. On a laptop, steps that deploy run only with `--deploy`.',
  },
  cancelled: {
    says: 'train was cancelled',
    means:
      'Somebody cancelled the run, a newer run replaced it (`concurrency`), or its pull request was closed.',
    fix: 'Start it again if it is still wanted: `mlpipelines rerun RUN`, or `/mlp rerun` in the pull request.',
  },
};
