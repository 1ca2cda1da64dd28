import { describe, expect, test } from 'vitest';
import { diffManifests } from '../../../content/manifest/diff-manifests.ts';
import { digestOfBytes } from '../../../content/digest-of-bytes.ts';
import type { Entry } from '../../../content/manifest/entry.ts';
import type { Manifest } from '../../../content/manifest/manifest.ts';
import { selectFiles } from '../../../content/manifest/select-files.ts';

const TREE = aTree(
  '.env',
  'a[1].csv',
  'params.yaml',
  'src/.hidden/x',
  'src/common/io.py',
  'src/train.py',
  'tests/t.py',
);

describe('globs select files:', () => {
  test.each<[string, string[] | null, string[], string[]]>([
    ['null is every file', null, TREE.entries.map(({ path }) => path), []],
    ['no glob is no file', [], [], []],
    ['a file by its name', ['src/train.py'], ['src/train.py'], []],
    [
      'a folder stands for what lies below',
      ['src'],
      ['src/.hidden/x', 'src/common/io.py', 'src/train.py'],
      [],
    ],
    [
      'a trailing slash and a leading ./ change nothing',
      ['./src/common/'],
      ['src/common/io.py'],
      [],
    ],
    [
      '** goes down, into hidden folders too',
      ['src/**'],
      ['src/.hidden/x', 'src/common/io.py', 'src/train.py'],
      [],
    ],
    ['* does not', ['src/*'], ['src/train.py'], []],
    ['*/ does, for whole folders', ['src/*/'], ['src/.hidden/x', 'src/common/io.py'], []],
    ['* stays within a name', ['src/*.py'], ['src/train.py'], []],
    ['everything', ['.'], TREE.entries.map(({ path }) => path), []],
    ['! takes away', ['src', '!src/common'], ['src/.hidden/x', 'src/train.py'], []],
    [
      'the last that matches decides',
      ['!src/train.py', 'src', '!src/.hidden'],
      ['src/common/io.py', 'src/train.py'],
      [],
    ],
    ['only ! leaves the rest', ['!src', '!tests'], ['.env', 'a[1].csv', 'params.yaml'], []],
    ['a name with brackets as it is written', ['a[1].csv'], ['a[1].csv'], []],
    ['braces stand for themselves', ['{src,tests}'], [], ['{src,tests}']],
    [
      'what matches nothing is told',
      ['src', 'srv/**', '!nothing'],
      ['src/.hidden/x', 'src/common/io.py', 'src/train.py'],
      ['srv/**'],
    ],
  ])('%s', (_, globs, selected, unmatched) => {
    const selection = selectFiles(TREE, globs);
    expect(selection.manifest.entries.map(({ path }) => path)).toEqual(selected);
    expect(selection.unmatched).toEqual(unmatched);
  });
});

describe('two trees are compared', () => {
  test('by path, contents, mode, target and kind', () => {
    const before = ofEntries([
      aFile('gone', '1'),
      aFile('mode', '1'),
      aFile('same', '1'),
      aFile('text', '1'),
      aFile('turned', '1'),
      { path: 'where', type: 'link', target: 'same' },
    ]);
    const after = ofEntries([
      { ...aFile('mode', '1'), mode: 0o755 } as Entry,
      aFile('new', '1'),
      aFile('same', '1'),
      aFile('text', '2'),
      { path: 'turned', type: 'dir' },
      { path: 'where', type: 'link', target: 'text' },
    ]);
    expect(diffManifests(before, after)).toEqual({
      added: ['new'],
      changed: ['mode', 'text', 'turned', 'where'],
      removed: ['gone'],
    });
  });

  test('and equal ones do not differ', () => {
    expect(diffManifests(TREE, TREE)).toEqual({ added: [], changed: [], removed: [] });
  });
});

function aTree(...paths: string[]): Manifest {
  return ofEntries(paths.map((path) => aFile(path, path)));
}

function aFile(path: string, text: string): Entry {
  return {
    path,
    type: 'file',
    mode: 0o644,
    size: text.length,
    digest: digestOfBytes(Buffer.from(text)),
  };
}

function ofEntries(entries: Entry[]): Manifest {
  return { format: 1, single: false, entries };
}
