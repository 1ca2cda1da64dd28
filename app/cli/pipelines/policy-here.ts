import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { POLICY_FILE, type Policy } from '../../domain/policy.ts';
import { folderInRepository } from '../../local/find-root.ts';
import { policyOf } from '../../triggers/policy-of.ts';

/** The policy as this checkout has it; on GitHub that of the default branch holds. */
export async function policyHere(root: string): Promise<Policy> {
  const folder = folderInRepository(root);
  const up = (folder ?? '').split('/').flatMap((name) => (name === '' ? [] : ['..']));
  // Nobody may read it, or there is none: GitHub has the last word on it.
  const text = await readFile(join(resolve(root, ...up), POLICY_FILE), 'utf8').catch(() => null);
  return policyOf(text === null ? null : { text, trouble: null });
}
