import { describe, expect, test } from 'vitest';
import { findClue } from '../../../action/executor/end/find-clue.ts';

const missing = (path: string) => ({ type: 'file', path });

describe('what the last lines say of why a command failed', () => {
  test.each([
    [
      "FileNotFoundError: [Errno 2] No such file or directory: 'data/my file.csv'",
      'data/my file.csv',
    ],
    [
      "python3: can't open file '/w/src/train.py': [Errno 2] No such file or directory",
      '/w/src/train.py',
    ],
    ['cat: data/raw.csv: No such file or directory', 'data/raw.csv'],
    ["ls: cannot access 'data/raw': No such file or directory", 'data/raw'],
    ['bash: line 1: ./deploy.sh: No such file or directory', './deploy.sh'],
    ['sh: 1: cannot open data/a.csv: No such file or directory', 'data/a.csv'],
    ['tar: a.tar: Cannot open: No such file or directory', 'a.tar'],
    ["Error: ENOENT: no such file or directory, open 'conf/a.json'", 'conf/a.json'],
    ["FileNotFoundError: cannot find the table 'data/raw.parquet'", 'data/raw.parquet'],
  ])('is a file: %s', (line, path) => {
    expect(findClue(['begun', line])).toEqual(missing(path));
  });

  test.each([
    "FileNotFoundError: there is no model 'churn' in the registry",
    "FileNotFoundError: [Errno 2] No such file or directory: 's3://lake/a.csv'",
    'grep: *.csv: No such file or directory',
  ])('is no file where none is named: %s', (line) => {
    expect(findClue([line])).toBe(null);
  });

  test('is what stands last, and nothing before the error that ended it', () => {
    expect(
      findClue(['cat: a.txt: No such file or directory', 'cat: b.txt: No such file or directory']),
    ).toEqual(missing('b.txt'));
    expect(
      findClue(['cat: a.txt: No such file or directory', 'ValueError: 3 is not a probability']),
    ).toBe(null);
  });

  test('is never a line of the program that a traceback quotes', () => {
    const traceback = [
      'Traceback (most recent call last):',
      '  File "/w/src/train.py", line 3, in load',
      '    raise FileNotFoundError("No such file or directory: \'x.csv\'")',
      '    ~~~~~^^^^^^',
      'KeyError: 1',
    ];
    expect(findClue(traceback)).toBe(null);
    expect(findClue(traceback.slice(0, 4))).toBe(null);
  });

  test('is a module, a program or the memory of a GPU', () => {
    expect(findClue(["ModuleNotFoundError: No module named 'torch'"])).toEqual({
      type: 'module',
      name: 'torch',
    });
    expect(findClue(['bash: line 1: nvcc: command not found'])).toEqual({ type: 'program' });
    expect(findClue(['torch.OutOfMemoryError: CUDA out of memory. Tried …'])).toEqual({
      type: 'gpu-memory',
    });
  });
});
