import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from '../../text/shell-word.ts';

test('a file is named so that a shell gets back the very name, and in quotes only where that takes them', () => {
  expect(shellWord('src/train.py')).toBe('src/train.py');
  const names = [
    'my data/a b.csv',
    "it's",
    '$(rm x)',
    '~root',
    'a\nb',
    'x;y',
    '*',
    '',
    'größe',
    '"',
  ];
  for (const name of names) {
    const given = execFileSync('sh', ['-c', `printf %s ${shellWord(name)}`], { encoding: 'utf8' });
    expect(given).toBe(name);
  }
  expect(shellWord('-rf')).toBe("./'-rf'");
});
