import { isPattern } from '../../../../text/globs/plain-glob.ts';
import { repositoryGlob } from '../../repository-path.ts';

type Told = { readonly message: string; readonly hint: string };

/**
 * Why a path or glob, written in `folder`, is out of reach. A project may lie inside a git repository (`project`): then
 * what leaves the project may well be in the repository, and a pipeline at its root can have it.
 */
export function outsidePath(project: string | null, written: string, folder: string): Told {
  const around = project === null ? null : repositoryGlob(written, `${project}/${folder}`);
  if (project === null || around === null) {
    return {
      message: `${JSON.stringify(written)} leaves the repository`,
      hint: 'write a path relative to working-directory, with /, that stays inside the repository',
    };
  }
  return {
    message: `${JSON.stringify(written)} leaves ${project}, which is all that pipelines in ${project}/.mlpipelines see`,
    hint: `to use ${placeOf(around)}, put the file into .mlpipelines/ of the repository's root and set \`working-directory: ${project}\``,
  };
}

/** Of a glob, the folder that it speaks of. */
function placeOf(glob: string): string {
  const words = glob.replace(/^!/, '').split('/');
  const first = words.findIndex((word) => isPattern(word));
  const place = (first < 0 ? words : words.slice(0, first)).join('/');
  return place === '' || place === '.' ? 'other folders of the repository' : place;
}
