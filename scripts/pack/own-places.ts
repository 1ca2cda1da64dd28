import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Keeps what our sources say of files by their own place true in `dist/`: the package has the files that are read where
 * the repository has them, and programs that are started at the names of `entries`. `made` are modules to be taken in
 * place of those at these paths.
 */
export function ownPlaces(
  root: string,
  entries: Readonly<Record<string, string>>,
  made: Readonly<Record<string, string>>,
): Plugin {
  const names = new Map(Object.entries(entries).map(([name, file]) => [file, name]));
  return {
    name: 'own-places',
    setup: (build) => {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const file = relative(root, path);
        if (file.includes('node_modules/')) return null;
        const contents = made[file] ?? placed(await readFile(path, 'utf8'), file, names);
        return { contents, loader: file in made ? 'js' : 'ts' };
      });
    },
  };
}

const PROGRAM = String.raw`new URL\('(\.[^']+\.ts)', import\.meta\.url\)`;

function placed(text: string, file: string, names: ReadonlyMap<string, string>): string {
  return text.replace(
    new RegExp(String.raw`${PROGRAM}|\bimport\.meta\.(\w+)`, 'g'),
    (_found, program: string | undefined, member: string | undefined) => {
      if (program !== undefined) {
        const name = names.get(join(dirname(file), program));
        if (name === undefined) throw new Error(`${file} starts ${program}, which is no entry`);
        return `new URL('./${name}.js', import.meta.url)`;
      }
      if (member === 'url') return `new URL('../${file}', import.meta.url).href`;
      throw new Error(`${file} uses import.meta.${member}, which dist/ has no answer to`);
    },
  );
}
