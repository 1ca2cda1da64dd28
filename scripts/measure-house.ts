/**
 * `npm run measure`: how large folders, files and functions are, and whether imports go down and in no circle. It only
 * prints; what must hold is in `test/architecture.test.ts` and the linter.
 */
import { findCircles } from './house/find-circles.ts';
import { folderSizes } from './house/folder-sizes.ts';
import { functionSizes } from './house/function-sizes.ts';
import { importsUpward } from './house/layers.ts';
import { filesIn, read, sources } from './house/read-sources.ts';

const ROOTS = ['app', 'action', 'content', 'test/doubles'];
const MOST_NAMED = 5;

const files = sources();
const texts = files.map((file) => [file, read(file)] as const);
const entries = folderSizes(
  ROOTS,
  filesIn(...ROOTS).filter((file) => !file.split('/').includes('fixtures')),
);

for (const root of ROOTS) {
  const within = [...entries].filter(
    ([folder]) => folder === root || folder.startsWith(`${root}/`),
  );
  say(`entries per folder of ${root}`, spread(within.map(([, size]) => size)));
}
const fullest = [...entries].sort(([, a], [, b]) => b - a).slice(0, MOST_NAMED);
say('the fullest folders', fullest.map(([folder, size]) => `${folder} ${size}`).join(', '));
say('lines per file', spread(texts.map(([, text]) => text.trimEnd().split('\n').length)));
say('lines per function', spread(texts.flatMap(([file, text]) => functionSizes(file, text))));
list(
  'circles between folders',
  findCircles(files).map((circle) => circle.join(' ↔ ')),
);
list('imports upward', files.flatMap(importsUpward));

function spread(sizes: readonly number[]): string {
  const sorted = sizes.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return `median ${at(0.5)}, p90 ${at(0.9)}, max ${at(1)} (of ${sorted.length})`;
}

function list(name: string, found: readonly string[]): void {
  say(name, [String(found.length), ...found].join('\n  '));
}

function say(name: string, value: string): void {
  console.log(`${name}: ${value}`);
}
