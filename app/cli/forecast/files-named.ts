import { posix } from 'node:path';
import { splitTemplate } from '../../expressions/split-template.ts';

export type Command = { readonly run: string; readonly workingDirectory: string };

// A command is a script of a person; of a longer one the beginning tells enough.
const MOST_TEXT = 100_000;
const MOST_PATHS = 8;

/**
 * The files and folders among `paths` that a command names, as `files` would name them: relative to its folder. A hint:
 * what these read in turn it cannot know.
 */
export function filesNamed(command: Command, paths: readonly string[]): readonly string[] {
  const files = new Set(paths);
  const folders = new Set(paths.flatMap(foldersAbove));
  const found = new Set<string>();
  for (const word of wordsOf(command.run)) {
    const path = posix.join(command.workingDirectory, word).replace(/\/$/, '');
    const isPath = files.has(path) || (word.includes('/') && folders.has(path));
    if (isPath) found.add(posix.relative(command.workingDirectory, path));
    if (found.size === MOST_PATHS) break;
  }
  return [...found];
}

/** Words that may be paths, and modules that Python is told to run. */
function wordsOf(run: string): readonly string[] {
  const parts = splitTemplate(run.slice(0, MOST_TEXT));
  const text = parts.map((part) => (part.type === 'text' ? part.text : ' ')).join('');
  const words = text.split(/[\s"'`;|&<>()=,:[\]{}$#]+/).filter((word) => word !== '');
  return words.flatMap((word, index) => {
    if (words[index - 1] !== '-m') return [word];
    const path = word.replaceAll('.', '/');
    return [`${path}.py`, `${path}/__main__.py`];
  });
}

function foldersAbove(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}
