import type { Step } from '../../../../schemas/pipeline.generated.ts';
import { fileRule, isSelected } from '../../../../text/globs/file-rule.ts';
import { isPattern, shellOnly } from '../../../../text/globs/plain-glob.ts';
import { shellWord } from '../../../../text/shell-word.ts';
import { finding, type Finding, type Path } from '../../problems/finding.ts';
import { overlap, repositoryGlob, repositoryPath, writtenFrom } from '../../repository-path.ts';
import { eachStep, type Check, type CheckedFile } from '../checked-file.ts';
import { findScripts, type NamedScript } from './find-scripts.ts';
import { missingFile } from './missing-file.ts';
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
    const isIgnored = files.ignoredAt(path) !== null;
    const { message, ...told } = missingFile(files, path, '.');
    // An environment is made before a step has its inputs.
    const hint = isIgnored ? `commit it (git add -f ${shellWord(path)})` : told.hint;
    return [finding('missing-file', ['python', 'requirements', index], message, { hint })];
  });
}

function checkGlobs(files: RepositoryFiles, step: Step, folder: string, place: Path): Finding[] {
  return (step.files ?? []).flatMap((written, index) => {
    const glob = repositoryGlob(written, folder);
    const isTold = glob === null || shellOnly(glob) !== null;
    if (isTold || glob.startsWith('!')) return [];
    const at = [...place, index];
    if (files.matches(glob)) return linkWithoutTarget(files, step, { glob, folder, at });
    // What a pattern matches may come later; a file that is named is wanted now.
    const severity = isPattern(glob) ? 'warning' : 'error';
    const { message, hint } = missingFile(files, glob, folder);
    return [finding('missing-file', at, message, { severity, hint })];
  });
}

type Entry = { readonly glob: string; readonly folder: string; readonly at: Path };

/** A link alone is a name that leads nowhere. */
function linkWithoutTarget(
  files: RepositoryFiles,
  step: Step,
  { glob, folder, at }: Entry,
): Finding[] {
  const target = Object.hasOwn(files.links, glob) ? files.links[glob] : undefined;
  if (target === undefined) return [];
  const inside = files.paths.filter((path) => path === target || path.startsWith(`${target}/`));
  if (inside.some((path) => sees(step, folder, path))) return [];
  const isThere = inside.length > 0;
  const to = writtenFrom(folder, target);
  const message = isThere
    ? `${writtenFrom(folder, glob)} is a link to ${to}, which the step does not see`
    : `${writtenFrom(folder, glob)} is a link to ${to}, which the repository does not have`;
  const hint = isThere ? `add ${to} to \`files\`` : missingFile(files, target, folder).hint;
  return [finding('unseen-file', at, message, { hint })];
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
  return findScripts(run).flatMap((script) => {
    const path = repositoryPath(script.written, folder);
    if (path === null || isHandedOn(checked, step, path)) return [];
    const told = explainScript(files, step, folder, path);
    if (told === null) return [];
    const span = { offset: script.offset, length: script.written.length };
    // Of submodules GitHub lists no files.
    const isCertain = told.code === 'unseen-file' || checked.environment === 'local';
    const severity = isCertain && isFirst(run, script) ? 'error' : 'warning';
    return [finding(told.code, place, told.message, { severity, span, hint: told.hint })];
  });
}

/** Nothing before it can make the file, or go another way: without it the step is sure to fail. */
function isFirst(run: string, { offset }: NamedScript): boolean {
  return !/[\n;&|<>(){}]|\b(?:if|for|while|test|case)\b/.test(run.slice(0, offset).trimStart());
}

function explainScript(
  files: RepositoryFiles,
  step: Step,
  folder: string,
  path: string,
): { code: 'missing-file' | 'unseen-file'; message: string; hint: string | null } | null {
  if (!files.has(path)) return { code: 'missing-file', ...missingFile(files, path, folder) };
  if (sees(step, folder, path)) return null;
  const written = writtenFrom(folder, path);
  const message = `the step does not see ${written}: \`files\` leaves it out`;
  return { code: 'unseen-file', message, hint: `add ${written} to \`files\`` };
}

function sees({ files }: Step, folder: string, path: string): boolean {
  const globs = files?.map((glob) => repositoryGlob(glob, folder) ?? glob);
  return globs === undefined || isSelected(path, globs.map(fileRule));
}

function isHandedOn(checked: CheckedFile, step: Step, path: string): boolean {
  return Object.values(step.inputs ?? {}).some((input) => {
    const place = placeOfInput(checked, step, input);
    return place === null || overlap(place, path);
  });
}
