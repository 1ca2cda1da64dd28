import type { Problem } from '../../domain/problem.ts';
import type { CheckedFile } from './problem-lines.ts';

type InRepository = CheckedFile & { readonly root: string };

/** Adds a problem to each file whose pipeline has the name of another file's: a name is unique in a repository. */
export function sameNames(files: readonly InRepository[]): readonly CheckedFile[] {
  const firsts = new Map<string, string>();
  return files.map(({ root, shown, text, problems }) => {
    const found = nameIn(text);
    const place = JSON.stringify([root, found?.name]);
    const first = firsts.get(place);
    if (found === null) return { shown, text, problems };
    if (first === undefined) firsts.set(place, shown);
    const more = first === undefined ? [] : [sameName(found, first)];
    return { shown, text, problems: more.concat(problems) };
  });
}

type NameInFile = { readonly name: string; readonly line: number; readonly column: number };

/** Where the name stands in a file written the usual way. */
function nameIn(text: string): NameInFile | null {
  const match = /^(name:[ \t]*["']?)([A-Za-z0-9_-]+)/m.exec(text);
  if (match === null) return null;
  const [, lead = '', name = ''] = match;
  const line = text.slice(0, match.index).split('\n').length;
  return { name, line, column: lead.length + 1 };
}

function sameName({ name, line, column }: NameInFile, first: string): Problem {
  return {
    code: 'same-name',
    severity: 'error',
    message: `${first} has the name \`${name}\` already.`,
    hint: 'Give each pipeline of the repository a name of its own: runs, baselines and the cache go by it.',
    line,
    column,
    endLine: line,
    endColumn: column + name.length,
  };
}
