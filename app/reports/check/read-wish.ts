import type { CheckActionId } from './check-output.ts';

/** What people may press on a run; `let-run` is about a commit that nobody trusts. */
export type RunWish = Exclude<CheckActionId, 'let-run'>;

/** What a button says that somebody pressed; null: no button of ours does. */
export function readWish(identifier: string): CheckActionId | null {
  const plain = PLAIN_WISHES.find((each) => each === identifier);
  if (plain !== undefined) return plain;
  const [, decision, digest] = /^(approve|reject):([0-9a-f]{8})$/.exec(identifier) ?? [];
  if (digest === undefined) return null;
  return decision === 'approve' ? `approve:${digest}` : `reject:${digest}`;
}

export const PLAIN_WISHES = ['rerun-failed', 'rerun-all', 'cancel', 'let-run'] as const;
