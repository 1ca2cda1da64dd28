import type { CheckRun } from '../../../test/doubles/github/state/checks.ts';
import type { Demo } from '../world/open-demo.ts';

/** The check of the story's pipeline. */
export const CHECK = 'mlpipelines: penguins';

export function checksOf(
  { repository }: Demo,
  sha: string | null,
  name = CHECK,
): readonly CheckRun[] {
  if (sha === null) return [];
  return repository.checkRuns(sha).filter((check) => check.name === name);
}

export function conclusions(demo: Demo, sha: string | null, name = CHECK): readonly string[] {
  return checksOf(demo, sha, name).flatMap(({ conclusion }) => conclusion ?? []);
}

/** What the newest of a commit's checks lacks; a run that goes on after an approval begins another. */
export function expects(
  demo: Demo,
  sha: string | null,
  { conclusion, says }: { readonly conclusion: string; readonly says: readonly string[] },
): string | null {
  const check = checksOf(demo, sha).at(-1);
  const text = `${check?.title} ${check?.summary}`;
  const missing = says.filter((word) => !text.includes(word));
  if (check?.conclusion === conclusion && missing.length === 0) return null;
  return `the check is ${check?.conclusion} and lacks ${missing.join(', ')}: ${text}`;
}

export function pageOf(demo: Demo, sha: string | null): string | null {
  const check = checksOf(demo, sha).at(-1);
  return check === undefined ? null : `/${demo.repository.fullName}/runs/${check.id}`;
}
