import type { Step } from '../../../../schemas/pipeline.generated.ts';
import { closestName } from '../../../../text/closest-name.ts';
import { fileRule, isSelected } from '../../../../text/globs/file-rule.ts';
import { isPattern, shellOnly } from '../../../../text/globs/plain-glob.ts';
import { finding, type Finding, type Path } from '../../finding.ts';
import { overlap, repositoryGlob, repositoryPath } from '../../repository-path.ts';
import { eachStep, type Check, type CheckedFile } from '../checked-file.ts';
import { findScripts } from './find-scripts.ts';
import { folderOf, placeOfInput } from './place-of-input.ts';
import type { RepositoryFiles } from './repository-files.ts';

/** Files that are named but not there, or there but not seen by the step. Only where the repository is known. */
export const checkFiles: Check = (checked) => {
  const { files } = checked;
  if (files === null) return [];
  return [
    ...checkRequirements(checked, files),
    ...eachStep(checked, ({ step, path }) => [
      ...checkGlobs(files, step, folderOf(checked, step), [...path, 'files']),
      ...checkScripts(checked, files, step, [...path, 'run']),
    ]),
  ];
};

function checkRequirements(checked: CheckedFile, files: RepositoryFiles): Finding[] {
  return (checked.pipeline.python?.requirements ?? []).flatMap((written, index) => {
    const path = repositoryPath(written);
    if (path === null || files.has(path)) return [];
    const place = ['python', 'requirements', index];
    return [
      finding('missing-file', place, `the repository has no file ${path}`, {
        hint: nearest(files, path),
      }),
    ];
  });
}

function checkGlobs(files: RepositoryFiles, step: Step, folder: string, place: Path): Finding[] {
  return (step.files ?? []).flatMap((written, index) => {
    const glob = repositoryGlob(written, folder);
    const isTold = glob === null || shellOnly(glob) !== null;
    if (isTold || glob.startsWith('!') || files.matches(glob)) return [];
    const isWild = isPattern(glob);
    const message = isWild
      ? `no file of the repository matches ${written}`
      : `the repository has no ${glob}`;
    const severity = isWild ? 'warning' : 'error';
    const hint = isWild ? null : nearest(files, glob);
    return [finding('missing-file', [...place, index], message, { severity, hint })];
  });
}

function checkScripts(
  checked: CheckedFile,
  files: RepositoryFiles,
  step: Step,
  place: Path,
): Finding[] {
  const { run } = step;
  if (run === undefined) return [];
  const folder = folderOf(checked, step);
  // After a `cd` nobody can tell which folder a path is relative to.
  if (/\bcd\b|\bpushd\b/.test(run)) return [];
  return findScripts(run).flatMap(({ written, offset }) => {
    const path = repositoryPath(written, folder);
    if (path === null || isHandedOn(checked, step, path)) return [];
    const told = explainScript(files, step, folder, path);
    if (told === null) return [];
    const span = { offset, length: written.length };
    return [
      finding(told.code, place, told.message, { severity: 'warning', span, hint: told.hint }),
    ];
  });
}

function explainScript(
  files: RepositoryFiles,
  step: Step,
  folder: string,
  path: string,
): { code: 'missing-file' | 'unseen-file'; message: string; hint: string | null } | null {
  if (!files.has(path)) {
    return {
      code: 'missing-file',
      message: `the repository has no ${path}`,
      hint: nearest(files, path),
    };
  }
  const globs = step.files?.map((glob) => repositoryGlob(glob, folder) ?? glob);
  if (globs === undefined || isSelected(path, globs.map(fileRule))) return null;
  const message = `the step does not see ${path}: \`files\` leaves it out`;
  return { code: 'unseen-file', message, hint: `add ${path} to \`files\`` };
}

function isHandedOn(checked: CheckedFile, step: Step, path: string): boolean {
  return Object.values(step.inputs ?? {}).some((input) => {
    const place = placeOfInput(checked, step, input);
    return place === null || overlap(place, path);
  });
}

function nearest(files: RepositoryFiles, path: string): string | null {
  const near = closestName(path, files.paths);
  return near === null ? null : `did you mean ${near}?`;
}
