import { expect, test } from 'vitest';
import { userPages } from './pages.ts';

const textOf = (name: string): string =>
  userPages().find(({ path }) => path.endsWith(name))?.text ?? '';

test('the limits name the keys that are not there yet, and no other', () => {
  const [, listed = ''] =
    /whole format is checked\. ([^]*?) and `baseline` in expressions/.exec(textOf('limits.md')) ??
    [];
  const named = [...listed.matchAll(/`([\w.-]+)`/g)].map(([, key = '']) => key);
  const rows = textOf('pipeline-file.md').matchAll(/^\| `([\w.-]+)` +\|.*\*\*Not yet\.\*\*/gm);
  const refused = [...rows].map(([, key = '']) => key).filter((key) => key !== 'with');
  expect(refused.length).toBeGreaterThan(5);
  // `date` and `json` are types, `uri` is there yet for paths, `stop` is named with what it is in.
  const keys = named.filter((key) => !['date', 'json', 'uri'].includes(key));
  expect(keys.map((key) => key.replace('strategy.', '')).toSorted()).toEqual(refused.toSorted());
});
