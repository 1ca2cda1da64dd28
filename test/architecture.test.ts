import { describe, expect, test } from 'vitest';
import { findCircles } from '../scripts/house/find-circles.ts';
import { importsUpward, isPure, layerOf } from '../scripts/house/layers.ts';
import {
  filesIn,
  importsOf,
  read,
  sources,
  withoutComments,
} from '../scripts/house/read-sources.ts';

const GIT = 'content/git/run-git.ts';

describe('architecture', () => {
  test('every import goes down the layers', () => {
    expect(sources().flatMap(importsUpward)).toEqual([]);
  });

  test('pure layers call no clock, no randomness and no process', () => {
    const impure =
      /\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\(|\bprocess\.|\bsetTimeout\(|\bfetch\(/;
    const pure = sources().filter(isPure);
    expect(pure.filter((file) => impure.test(withoutComments(read(file))))).toEqual([]);
  });

  test('only the composition roots read process.env', () => {
    // Git gets what this process was given, less what would point it elsewhere; no setting of ours is read there.
    const allowed = ['app/config.ts', 'app/cli/', 'action/main.ts', GIT];
    const readers = sources().filter((file) => /process\.env/.test(withoutComments(read(file))));
    expect(readers.filter((file) => !allowed.some((place) => file.startsWith(place)))).toEqual([]);
  });

  test('one place starts git', () => {
    const starters = sources().filter((file) => importsOf(file).includes('node:child_process'));
    const naming = starters.filter((file) => /\bgit\b/.test(withoutComments(read(file))));
    expect(naming).toEqual([GIT]);
  });

  test('folders of one room never know each other in a circle, at any depth', () => {
    expect(findCircles(sources())).toEqual([]);
  });

  test('a file is found by its name: two bear one only where a ledger has its port and its store', () => {
    // Commands are named as people type them, entries as every entry is.
    const named = sources().filter((file) => !/^app\/cli\/commands\/|\/main\.ts$/.test(file));
    const places = Map.groupBy(named, (file) => file.slice(file.lastIndexOf('/') + 1));
    const twice = [...places.values()].filter((files) => files.length > 1);
    expect(twice.filter((files) => !isLedger(files))).toEqual([]);
  });

  test('every file and folder that the pages for contributors name is there', () => {
    const pages = ['ARCHITECTURE.md', 'CONTRIBUTING.md'].map(read).join('\n');
    const named = [...pages.matchAll(/`([\w.-]+(?:\/[\w.-]+)+|[\w-]+\.ts)`/g)];
    const paths = [...new Set(named.map(([, path = '']) => path))];
    const known = filesIn().map((file) => `/${file}`);
    const isThere = (path: string) =>
      known.some((file) => file.endsWith(`/${path}`) || file.includes(`/${path}/`));
    expect(paths.length).toBeGreaterThan(50);
    expect(paths.filter((path) => !isThere(path))).toEqual([]);
  });

  test('one place writes to the terminal, and one moves its cursor', () => {
    const writers = sources().filter((file) =>
      /\b(?:stdout|stderr|[oO]utput)\.write\(|\bconsole\.(?:log|error|warn|info|debug)\(/.test(
        withoutComments(read(file)),
      ),
    );
    expect(writers.filter((file) => !file.startsWith('app/web/browser/'))).toEqual([
      'action/main.ts',
      'app/cli/terminal/live-region.ts',
      'app/cli/terminal/print.ts',
      'app/index.ts',
      'app/needed-node.ts',
    ]);
  });

  test('every source file lies in a layer', () => {
    expect(sources().filter((file) => layerOf(file) === undefined)).toEqual([]);
  });
});

function isLedger(files: readonly string[]): boolean {
  const [port, store, ...more] = files.toSorted();
  const isBoth = port?.startsWith('app/runtime/ports/') && store?.startsWith('app/store/');
  return more.length === 0 && isBoth === true;
}
