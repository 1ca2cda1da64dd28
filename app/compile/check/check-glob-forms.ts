import { LONGEST_GLOB, shellOnly } from '../../../text/globs/plain-glob.ts';
import { clip, finding, type Finding, type Path } from '../problems/finding.ts';

/** Patterns of `files` and `plots` that are no plain globs. Null: not a pattern; it keeps the others' places. */
export function checkGlobForms(globs: readonly (string | null)[], place: Path): Finding[] {
  return globs.flatMap((glob, index) => {
    if (glob === null) return [];
    const part = shellOnly(glob);
    const told = part === null ? [] : [noPlainGlob(part, [...place, index])];
    return [...told, ...checkGlobLength(glob, [...place, index])];
  });
}

/** A pattern of any kind that is longer than one is matched with. */
export function checkGlobLength(glob: string, place: Path): Finding[] {
  if (glob.length <= LONGEST_GLOB) return [];
  const message = `a pattern has at most ${LONGEST_GLOB} characters, and this one has ${glob.length}`;
  return [finding('glob-form', place, message, { hint: 'write several shorter ones' })];
}

function noPlainGlob(part: string, place: Path): Finding {
  const message = `${clip(part, 60)} is a glob of shells; globs here are plain: * ** ? [a-z] and a leading !`;
  const hint = 'list each alternative on its own; in a name, put ( and { in brackets: [(]';
  return finding('glob-form', place, message, { hint });
}
