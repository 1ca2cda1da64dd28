import { expect, test } from 'vitest';
import { parseEnvFile } from '../../app/local/parse-env-file.ts';

test.each([
  ['A=1', '1'],
  ['A = 1 ', '1'],
  ['export A=1', '1'],
  ['\uFEFFA=1', '1'],
  ['A=pa55#word', 'pa55#word'],
  ['A=pa55 # a comment', 'pa55'],
  ['A=# a comment', ''],
  ['A=', ''],
  ['# B=2\r\nA=1\r\n', '1'],
  ['A="two words # here" # a comment', 'two words # here'],
  ["A='as it is \\n'", 'as it is \\n'],
  ['A="one\\ntwo"', 'one\ntwo'],
  ['A="one\ntwo"\nB=2', 'one\ntwo'],
  ['A=`"both" \'quotes\'`', '"both" \'quotes\''],
  ['A="never closed', '"never closed'],
  ['A={"a":"x\\ny"}', '{"a":"x\\ny"}'],
  ['A=1\nA=2', '2'],
  ['A="a \\"quoted\\" word" # b', 'a "quoted" word'],
  ['A="C:\\\\data\\tx"', 'C:\\data\tx'],
  ["A='it\\'s \\\\ here'", "it's \\ here"],
  ['A="$HOME and ${X}"', '$HOME and ${X}'],
  ['B="one\n#two"\nA=3', '3'],
])('%j gives %j', (text, value) => {
  expect(parseEnvFile(text).get('A')).toBe(value);
});

test('what is no line of a name and a value is skipped', () => {
  expect([...parseEnvFile('no value\n=x\n\nB=2\n  C=3')]).toEqual([
    ['B', '2'],
    ['C', '3'],
  ]);
});
