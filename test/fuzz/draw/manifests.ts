import { encodeManifest } from '../../../content/manifest/manifest.ts';
import type { Entry } from '../../../content/manifest/entry.ts';
import { digestOfBytes } from '../../../content/digest-of-bytes.ts';

const digest = digestOfBytes(Buffer.from('x'));
const file = (path: string, size = 1): Entry => ({ path, type: 'file', mode: 0o644, size, digest });
const link = (path: string, target: string): Entry => ({ path, type: 'link', target });

/** Manifests as they are written, some of which nothing may be restored from. */
export const MANIFESTS: readonly string[] = [
  [],
  [file('a')],
  [file('a/b/c.txt'), { path: 'd', type: 'dir' } as const, link('e', 'a/b')],
  [file('a', 2 ** 53 - 1), file('b', 2 ** 53 - 1)],
  [link('a', 'b'), link('b', 'a')],
  [link('a', 'b/b/b'), link('b', 'c/c/c'), link('c', 'd/d/d'), link('d', 'a/a/a')],
  [link('a', 'a/a'), link('b', '../x')],
  [link('a', `b${'/b'.repeat(2000)}`), link('b', `a${'/a'.repeat(2000)}`)],
  [
    link('a', `b${'/x'.repeat(2000)}`),
    link('b', `c${'/x'.repeat(2000)}`),
    link('c', `a${'/x'.repeat(2000)}`),
  ],
  [file('A'), file('a')],
  [file('\u00e9'), file('e\u0301')],
  [file(`${'a/'.repeat(1900)}b`)],
  Array.from({ length: 300 }, (_, index) => file(`f${String(index).padStart(3, '0')}`)),
].map((entries) => Buffer.from(encodeManifest({ format: 1, single: false, entries })).toString());

// prettier-ignore
export const MANIFEST_TOKENS: readonly string[] = [
  '{"path":"b","type":"dir"},\n', '{"path":"b","type":"link","target":"a"},\n', '"path":"', '/a', '../', './', '//', '"single":true',
  '"size":-1', '"size":1e400', '"mode":420', '"mode":511', '\\u0000', '\\ud800', 'sha256:', '"__proto__":{},', ',', '\n', 'İ', '/b/b/b',
];
