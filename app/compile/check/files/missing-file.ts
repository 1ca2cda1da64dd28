import { adviceForIgnored } from '../../../../text/advice-for-ignored.ts';
import { closestName } from '../../../../text/closest-name.ts';
import { isPattern } from '../../../../text/globs/plain-glob.ts';
import { writtenFrom } from '../../repository-path.ts';
import type { RepositoryFiles } from './repository-files.ts';

/** Why no run sees what a path or glob names, and what to write instead, as it is written in `folder`. */
export function missingFile(
  files: RepositoryFiles,
  glob: string,
  folder: string,
): { readonly message: string; readonly hint: string | null } {
  const written = writtenFrom(folder, glob);
  const ignored = files.ignoredAt(glob);
  if (ignored !== null) {
    const what = isPattern(glob)
      ? `${written} matches nothing but what git ignores`
      : `git ignores ${written}`;
    const path = isPattern(glob) ? ignored : glob;
    return {
      message: `${what}, so no run sees it`,
      hint: adviceForIgnored({ written: writtenFrom(folder, path), path }, files.environment),
    };
  }
  if (isPattern(glob))
    return { message: `no file of the repository matches ${written}`, hint: null };
  const near = closestName(glob, files.paths);
  const hint = near === null ? null : `did you mean ${writtenFrom(folder, near)}?`;
  return { message: `the repository has no ${glob}`, hint };
}
