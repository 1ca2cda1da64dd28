import { readPolicy } from '../compile/grants/read-policy.ts';
import { BROKEN_POLICY, NO_POLICY, POLICY_FILE, type Policy } from '../domain/policy.ts';
import type { Problem } from '../domain/problem.ts';
import { NotRead } from './not-read.ts';
import type { Compiling } from './compiling/compiling.ts';
import type { Started } from './start-order.ts';
import { overLimit, unreadableFile } from './unreadable-file.ts';

/** The policy file as it was read: `trouble` says why `text` is not what it holds; null: there is none. */
export type PolicySource = { readonly text: string; readonly trouble: string | null } | null;

/** Hundreds of lines more than any policy has: it is read where everything else waits. */
const MOST_CHARS = 16 * 1024;

/** The policy that a file's text says; a broken one grants nothing. */
export function policyOf(source: PolicySource): Policy {
  if (source === null) return NO_POLICY;
  const isRead = source.trouble === null && source.text.length <= MOST_CHARS;
  return isRead ? readPolicy(source.text).policy : BROKEN_POLICY;
}

/** What is wrong with the policy file of a commit, as one more broken file of it; none where it is right. */
export async function policyFaults(
  source: PolicySource,
  { policyProblems }: Pick<Compiling, 'policyProblems'>,
): Promise<readonly Started[]> {
  if (source === null) return [];
  const { text, trouble } = source;
  if (trouble !== null) return [unreadableFile(POLICY_FILE, trouble)];
  if (text.length > MOST_CHARS) {
    const message = `it has ${text.length} characters, at most ${MOST_CHARS} are read; leave out what is not needed`;
    return [overLimit(POLICY_FILE, message)];
  }
  const problems = await problemsUnlessUnread(policyProblems, text);
  if (typeof problems === 'string') {
    return [{ type: 'unread', file: POLICY_FILE, pipeline: null, reason: problems }];
  }
  if (problems.length === 0) return [];
  return [{ type: 'broken', file: POLICY_FILE, pipeline: null, problems }];
}

/** Why it could not be read, if it could not. */
async function problemsUnlessUnread(
  policyProblems: Compiling['policyProblems'],
  text: string,
): Promise<readonly Problem[] | string> {
  try {
    return await policyProblems({ file: POLICY_FILE, text });
  } catch (error) {
    if (error instanceof NotRead) return error.message;
    throw error;
  }
}
