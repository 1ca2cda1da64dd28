import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidTree, MAX_ENTRIES } from '../../../content/manifest/check-entries.ts';
import type { Entry } from '../../../content/manifest/entry.ts';
import {
  decodeManifest,
  encodeManifest,
  type Manifest,
  manifestDigest,
  measureManifest,
} from '../../../content/manifest/manifest.ts';

const DIGEST = `sha256:${'0'.repeat(64)}` as const;
const file = (path: string): Entry => ({
  path,
  type: 'file',
  mode: 0o644,
  size: 3,
  digest: DIGEST,
});
const link = (path: string, target: string): Entry => ({ path, type: 'link', target });
const dir = (path: string): Entry => ({ path, type: 'dir' });
const tree = (...entries: Entry[]): Manifest => ({ format: 1, single: false, entries });
const decode = (manifest: Manifest) => decodeManifest(encodeManifest(manifest));
const decodeText = (text: string) => decodeManifest(Buffer.from(text));

describe('a manifest', () => {
  test('reads back as it was written', () => {
    const manifest = tree(dir('a'), file('b/c'), link('b/d', '../a'), {
      ...file('b/e'),
      mode: 0o755,
    } as Entry);
    expect(decode(manifest)).toEqual(manifest);
  });

  test('has the same bytes for ever: artifacts are named by them', () => {
    expect(Buffer.from(encodeManifest(tree(file('a'), link('l', 'a')))).toString())
      .toMatchInlineSnapshot(`
      "{"format":1,"single":false,"entries":[
      {"path":"a","type":"file","mode":420,"size":3,"digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000"},
      {"path":"l","type":"link","target":"a"}
      ]}
      "
    `);
    expect(manifestDigest(tree())).toBe(manifestDigest({ entries: [], single: false, format: 1 }));
  });

  test('of one file knows neither its name nor its place', () => {
    const single: Manifest = { format: 1, single: true, entries: [file('.')] };
    expect(decode(single)).toEqual(single);
    expect(() => decode({ ...single, entries: [file('name')] })).toThrow(InvalidTree);
    expect(() => decode({ ...single, entries: [file('.'), file('b')] })).toThrow(InvalidTree);
    expect(() => decode({ ...single, entries: [] })).toThrow(InvalidTree);
  });

  test('counts files and bytes, not links', () => {
    expect(measureManifest(tree(file('a'), file('b'), link('c', 'a')))).toEqual({
      size: 6,
      files: 2,
    });
  });
});

describe('a manifest of deep paths', () => {
  const names = Array.from({ length: 60 }, (_, index) => String.fromCharCode(0x100 + index * 2));
  const deep = 'd/'.repeat(2000);

  test.each([
    ['files', tree(...names.map((name) => file(`${name}/${deep}f`)))],
    ['links', tree(...names.map((name, at) => link(name, `${deep}${names[(at + 1) % 60]}`)))],
  ])('of %s takes a time like its length', (_, manifest) => {
    const bytes = encodeManifest(manifest);
    decodeManifest(bytes);
    const before = process.cpuUsage();
    decodeManifest(bytes);
    // It was two seconds while each folder cost the length of the whole path.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(700);
  });
});

describe('a hostile manifest is refused:', () => {
  test.each<[string, Manifest, RegExp]>([
    ['a way up', tree(file('../evil')), /not a path inside/],
    ['a way up inside', tree(file('a/../../evil')), /not a path inside/],
    ['an absolute path', tree(file('/etc/passwd')), /not a path inside/],
    ['a doubled slash', tree(file('a//b')), /not a path inside/],
    ['a trailing slash', tree(dir('a/')), /not a path inside/],
    ['a dot', tree(file('.')), /not a path inside/],
    ['an empty path', tree(file('')), /not a path inside/],
    ['NUL in a path', tree(file('a\0b')), /not a valid file name/],
    ['half a character', tree(file('a\ud800')), /not a valid file name|not as mlpipelines/],
    ['a name too long', tree(file('a'.repeat(256))), /longer than 255/],
    ['a path too long', tree(file('a/'.repeat(2100) + 'a')), /longer than 4096/],
    ['a path twice', tree(file('a'), file('a')), /twice/],
    ['a path out of order', tree(file('b'), file('a')), /out of order/],
    ['a file below a file', tree(file('a'), file('a/b')), /cannot lie below a,/],
    [
      'a file below a file, others between',
      tree(file('a'), file('a!'), file('a/b')),
      /cannot lie below a,/,
    ],
    ['a file below a link', tree(link('a', 'c'), file('a/b')), /cannot lie below a,/],
    ['a file below an empty folder', tree(dir('a'), file('a/b')), /cannot lie below a,/],
    ['names that differ in case', tree(file('README'), file('readme')), /one file where/],
    ['folders that differ in case', tree(file('A/x'), file('a/y')), /one file where/],
    ['names that differ in Unicode form', tree(file('e\u0301'), file('\u00e9')), /one file where/],
    ['an absolute link', tree(link('a', '/etc')), /leads out/],
    ['a link up', tree(link('a', '..')), /leads out/],
    ['a link up from below', tree(link('a/b', '../../x')), /leads out/],
    [
      'a way out over two links',
      tree(file('d/e/f'), link('d/e/l', '../..'), link('x', 'd/e/l/..')),
      /leads out/,
    ],
    [
      'a way out over a link in another case',
      tree(link('D', 'a/b'), link('x', 'd/../../..')),
      /leads out/,
    ],
    ['NUL in a link', tree(link('a', 'b\0')), /no valid target/],
    ['a link to nothing', tree(link('a', '')), /no valid target/],
  ])('%s', (_, manifest, message) => {
    expect(() => decode(manifest)).toThrow(InvalidTree);
    expect(() => decode(manifest)).toThrow(message);
  });

  test.each([
    ['no JSON', '{'],
    ['no UTF-8', '\u{1F4A9}'.slice(0, 1)],
    ['another format', '{"format":2,"single":false,"entries":[]}\n'],
    ['no map', '[]'],
    ['null', 'null'],
    ['no entries', '{"format":1,"single":false}'],
    ['other white space', '{"format":1, "single":false,"entries":[]}\n'],
    ['a further key', '{"format":1,"single":false,"entries":[],"extra":1}\n'],
    ['a key twice', '{"format":1,"format":1,"single":false,"entries":[]}\n'],
    [
      'a further key of an entry',
      '{"format":1,"single":false,"entries":[\n{"path":"a","type":"dir","x":1}\n]}\n',
    ],
    [
      'an unknown type',
      '{"format":1,"single":false,"entries":[\n{"path":"a","type":"device"}\n]}\n',
    ],
    ['setuid', entryText({ mode: 0o4755 })],
    ['a negative size', entryText({ size: -1 })],
    ['a size that is no number', entryText({ size: '3' })],
    ['a digest that is a path', entryText({ digest: 'sha256:../../x' })],
    ['a path that is no text', entryText({ path: 7 })],
  ])('%s', (_, text) => {
    expect(() => decodeText(text)).toThrow(InvalidTree);
  });

  test('links that lead through each other further than anybody would follow them', () => {
    const names = Array.from({ length: 700 }, (_, index) => `l${String(index).padStart(3, '0')}`);
    const through = names.map((name, at) =>
      link(name, `${'d/'.repeat(10)}${'../'.repeat(10)}${names[(at + 1) % 700]}`),
    );
    expect(() => decode(tree(...through))).toThrow(/leads out/);
    // Of few it is seen that they go round in a circle, which leads nowhere.
    expect(decode(tree(link('a', './././b'), link('b', 'a'))).entries).toHaveLength(2);
  });

  test('bytes that are no UTF-8', () => {
    expect(() => decodeManifest(new Uint8Array([0xff, 0xfe]))).toThrow(InvalidTree);
  });

  test.each<[string, Manifest]>([
    ['a link to a place far out', tree(link('a', '../'.repeat(1300)))],
    ['a long path with NUL', tree(file('a'.repeat(100_000) + '\0'))],
    [
      'what lies below a long one',
      tree(file('a/'.repeat(1900) + 'a'), file('a/'.repeat(1900) + 'a/b')),
    ],
  ])('in a sentence that can be read: %s', (_, manifest) => {
    const refused = /^.{20,800}$/su;
    expect(() => decode(manifest)).toThrow(refused);
  });

  test('more entries than memory should hold', () => {
    const text = `{"format":1,"single":false,"entries":[${'{"path":"a","type":"dir"},'.repeat(MAX_ENTRIES)}{"path":"a","type":"dir"}]}`;
    expect(() => decodeText(text)).toThrow(/more than 1000000 entries/);
  });

  test('any change of its bytes, or it is another valid manifest', () => {
    const bytes = encodeManifest(tree(file('a/b'), link('c', 'a/b'), dir('d')));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = value;
        try {
          expect(Buffer.from(encodeManifest(decodeManifest(changed))).equals(changed)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidTree);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a harmless manifest is taken:', () => {
  test.each<[string, Manifest]>([
    ['empty', tree()],
    ['dots in names', tree(file('...'), file('..a'), file('.git'))],
    ['a link to its neighbour', tree(link('a', './b/../c'), file('c'))],
    ['a link to the root', tree(link('a/b', '..'))],
    ['a dangling link', tree(link('a', 'nowhere/at/all'))],
    ['a loop', tree(link('a', 'b'), link('b', 'a'))],
    ['a backslash', tree(file('a\\b'))],
    ['a line break', tree(file('a\nb'))],
  ])('%s', (_, manifest) => {
    expect(decode(manifest)).toEqual(manifest);
  });
});

function entryText(change: Readonly<Record<string, unknown>>): string {
  const entry = { path: 'a', type: 'file', mode: 0o644, size: 3, digest: DIGEST, ...change };
  return `{"format":1,"single":false,"entries":[\n${JSON.stringify(entry)}\n]}\n`;
}
