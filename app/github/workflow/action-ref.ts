/**
 * The action as a released version of this package names it. Null: none is published yet, and what names no copy of the
 * action writes no workflow file.
 */
export const PUBLISHED_ACTION: string | null = null;

/** How an action is named, for messages. */
export const ACTION_SHAPE = 'OWNER/REPO@SHA';

/** A copy of the action, as `--action` and `MLPIPELINES_ACTION` take it. */
export const ACTION_EXAMPLE =
  'acme/mlpipelines-action@1f0c3a5b7d9e2468ace013579bdf02468ace1357 # v1.2.0';

/**
 * Whether an action is named by a commit, with or without its version as a comment behind it: a tag or a branch can be
 * moved to other code, and an organisation may refuse both.
 * https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions
 */
export function isPinned(actionRef: string): boolean {
  return /^[\w.-]+\/[\w.-]+(?:\/[\w.-]+)*@[0-9a-f]{40}(?: # [\w.+-]+)?$/.test(actionRef);
}
