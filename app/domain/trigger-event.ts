import type { RunConclusion } from './statuses.ts';

/** Something that pipelines may be started by. */
export type TriggerEvent =
  /** A branch or a tag points to another commit. */
  | { readonly type: 'push'; readonly ref: string; readonly deleted: boolean }
  | {
      readonly type: 'pull_request';
      /** GitHub's word: `opened`, `synchronize`, `closed`, … */
      readonly action: string;
      /** Branch that it merges into. */
      readonly base: string;
    }
  /** A merge queue tests pull requests together, on the branch that they merge into. */
  | { readonly type: 'merge_group'; readonly base: string }
  /** A comment in a pull request: `retrain` for `/retrain`. */
  | { readonly type: 'command'; readonly name: string }
  /** A person asked for it by name. */
  | { readonly type: 'workflow_dispatch' }
  /** A person lets an alias point to a version that is there; whatever the triggers say. */
  | { readonly type: 'promotion' }
  | { readonly type: 'pipeline'; readonly name: string; readonly conclusion: RunConclusion }
  /** The time of one entry of `schedule` has come. */
  | { readonly type: 'schedule'; readonly cron: string };
