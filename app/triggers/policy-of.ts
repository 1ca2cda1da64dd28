import { readPolicy } from '../compile/grants/read-policy.ts';
import { BROKEN_POLICY, NO_POLICY, POLICY_FILE, type Policy } from '../domain/policy.ts';
import type { Started } from './start-order.ts';
import { unreadableFile } from './unreadable-file.ts';

/** The policy file as it was read: `trouble` says why `text` is not what it holds; null: there is none. */
export type PolicySource = { readonly text: string; readonly trouble: string | null } | null;

/** The policy that a file's text says; a broken one grants nothing. */
export function policyOf(source: PolicySource): Policy {
  if (source === null) return NO_POLICY;
  return source.trouble === null ? readPolicy(source.text).policy : BROKEN_POLICY;
}

/** What is wrong with the policy file of a commit, as one more broken file of it; none where it is right. */
export function policyFaults(source: PolicySource): readonly Started[] {
  if (source === null) return [];
  const { text, trouble } = source;
  if (trouble !== null) return [unreadableFile(POLICY_FILE, trouble)];
  const { problems } = readPolicy(text);
  if (problems.length === 0) return [];
  return [{ type: 'broken', file: POLICY_FILE, pipeline: null, problems }];
}
