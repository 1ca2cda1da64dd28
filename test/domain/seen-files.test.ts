import { describe, expect, test } from 'vitest';
import { selectPaths } from '../../content/manifest/select-files.ts';
import { digestOf } from '../../app/domain/digest.ts';
import { filesInKey, seenFiles } from '../../app/domain/seen-files.ts';
import { stepOf } from '../support/compile-text.ts';

const FILES = [
  '.mlpipelines/p.yml',
  'm.json',
  'log.jsonl',
  'p/a.svg',
  'c.csv',
  'out/old',
  'src/t.py',
];

const step = (more: string) => stepOf(`  a: { run: train${more} }`, 'a');
const selected = (globs: readonly string[] | null) =>
  selectPaths(
    FILES.map((path) => ({ path })),
    globs,
  ).selected.map(({ path }) => path);

const PRODUCTS =
  ', metrics: { path: m.json, live: log.jsonl }, plots: [p/*.svg, { path: c.csv, x: a, y: [b] }], outputs: { o: { type: model, path: out }, n: { type: number } }';

describe('what a step sees of the repository', () => {
  test('is all of it, but for what it is to write itself', () => {
    expect(selected(seenFiles(step('')))).toEqual(FILES);
    expect(selected(seenFiles(step(PRODUCTS)))).toEqual(['.mlpipelines/p.yml', 'src/t.py']);
  });

  test('is what it names, but for what it is to write itself', () => {
    const named = step(`${PRODUCTS}, files: [src, m.json, out]`);
    expect(selected(seenFiles(named))).toEqual(['src/t.py']);
  });

  test('is nothing where it names nothing, whatever it is to write itself', () => {
    const blind = step(`${PRODUCTS}, files: []`);
    expect(selected(seenFiles(blind))).toEqual([]);
    expect(selected(filesInKey(blind, FILES[0]!))).toEqual([]);
  });

  test('is in its key; the pipeline file only where it is named', () => {
    expect(selected(filesInKey(step(PRODUCTS), FILES[0]!))).toEqual(['src/t.py']);
    const named = step(`${PRODUCTS}, files: [.mlpipelines]`);
    expect(selected(filesInKey(named, FILES[0]!))).toEqual([FILES[0]]);
  });

  test('is without what it is given where that was made, and with what lies elsewhere', () => {
    const artifact = {
      digest: digestOf('o'),
      type: 'model',
      path: 'out',
      size: 1,
      files: 1,
    } as const;
    const given = (path: string) => ({
      o: { content: { type: 'artifact', artifact }, path, writable: false } as const,
    });
    const named = step(', files: [src, out]');
    expect(selected(seenFiles(named, given('out')))).toEqual(['src/t.py']);
    expect(selected(seenFiles(named, given('src')))).toEqual(['out/old', 'src/t.py']);
  });

  test('leaves out outputs of odd names too', () => {
    const odd = step(', outputs: { o: { type: file, path: "(a)[1].json" } }');
    const files = [{ path: '(a)[1].json' }, { path: 'b' }];
    expect(selectPaths(files, seenFiles(odd)).selected).toEqual([{ path: 'b' }]);
  });
});
