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
  const where = files.project ?? 'the repository';
  const ofProject = hintOfProject(files, glob, folder);
  if (isPattern(glob))
    return { message: `no file of ${where} matches ${written}`, hint: ofProject };
  const near = closestName(glob, files.paths);
  const meant = near === null ? null : `did you mean ${writtenFrom(folder, near)}?`;
  const hint = glob.startsWith(`${files.project}/`) ? ofProject : (meant ?? ofProject);
  return { message: `${where} has no ${glob}`, hint };
}

/** Whoever has the whole repository in mind writes its paths, which are others for a project inside it. */
function hintOfProject({ project }: RepositoryFiles, glob: string, folder: string): string | null {
  if (project === null) return null;
  const begin = `paths of pipelines in ${project}/.mlpipelines begin at ${project}`;
  if (folder === project) return `${begin}: leave \`working-directory: ${folder}\` out`;
  if (glob.startsWith(`${project}/`)) {
    return `${begin}: write ${writtenFrom(folder, glob.slice(project.length + 1))}`;
  }
  return `pipelines in ${project}/.mlpipelines see ${project} only`;
}
