import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import { byPath, type Entry } from '../../../content/manifest/entry.ts';
import { encodeManifest } from '../../../content/manifest/manifest.ts';
import {
  blobPath,
  CONTENTS,
  fileEntry,
  listening,
  MODEL,
  openLyingServer,
  says,
  WEIGHTS,
  type LyingServer,
} from './open-lying-server.ts';

const get = ({ cli }: LyingServer) => cli('models', 'get', 'churn@1', 'here');

/** It says why, and nothing was put anywhere, not even beside. */
async function expectNothing(server: LyingServer, why: RegExp) {
  const told = await get(server);
  expect(told.code).toBe(2);
  expect(told.stderr).toMatch(why);
  expect(readdirSync(server.cwd)).toEqual([]);
}

test('an honest server’s files are put in their place, and its links are given no token', async () => {
  const server = await openLyingServer();
  expect(await get(server)).toMatchObject({ code: 0 });
  expect(readFileSync(join(server.cwd, 'here', 'w.bin'), 'utf8')).toBe('weights');
  const tokens = server.asked.map(({ path, token }) => [path.split('/')[2], token]);
  expect(tokens).toEqual([
    ['people', 'Bearer ghp_secret'],
    ['people', 'Bearer ghp_secret'],
    ['blobs', undefined],
    ['blobs', undefined],
  ]);
});

test('false bytes of a file are found by its digest', async () => {
  const server = await openLyingServer();
  server.lies.set(blobPath(WEIGHTS), (response) => response.end('wAights'));
  await expectNothing(server, /churn@1 could not be fetched, and nothing was put anywhere/);
});

test('a false list of files is found by the digest of the version', async () => {
  const server = await openLyingServer();
  const other = `${server.manifest.toString()} `;
  server.lies.set(blobPath(server.manifest), (response) => response.end(other));
  await expectNothing(server, /nothing was put anywhere/);
});

test.each(['../out', '/tmp/out', 'a/../../out', 'a//b', '.', ''])(
  'a list that names a place outside (%o) is refused as a whole',
  async (path) => {
    const entries = [fileEntry('w.bin', WEIGHTS), fileEntry(path, WEIGHTS)];
    const server = await openLyingServer(forged(entries));
    await expectNothing(server, /nothing was put anywhere: ".*" is not a path inside the tree/);
    expect(existsSync(join(server.cwd, '..', 'out'))).toBe(false);
  },
);

test('a list that leads out by a symbolic link is refused', async () => {
  const link = { path: 'a', type: 'link', target: '../..' } as const;
  const below = forged([link, fileEntry('a/out', WEIGHTS)]);
  await expectNothing(await openLyingServer(below), /a\/out cannot lie below a/);
  await expectNothing(
    await openLyingServer(forged([link])),
    /link a → ..\/.. leads out of the tree/,
  );
});

/** In the one form that a list has, so that nothing but what it names can be held against it. */
function forged(entries: readonly Entry[]): Buffer {
  return Buffer.from(
    encodeManifest({ format: 1, single: false, entries: entries.toSorted(byPath) }),
  );
}

test('a file that does not end is left where its size was told', async () => {
  const server = await openLyingServer();
  let sent = 0;
  server.lies.set(blobPath(WEIGHTS), (response) => {
    const more = () => {
      while (!response.destroyed && sent < 2 ** 28) {
        sent += 2 ** 16;
        if (!response.write(Buffer.alloc(2 ** 16))) return void response.once('drain', more);
      }
    };
    more();
  });
  await expectNothing(server, /sent more bytes than it said/);
  expect(sent).toBeLessThan(2 ** 24);
});

test('files that are withheld are missed, and pages that turn in a circle are left', async () => {
  const server = await openLyingServer();
  server.lies.set(CONTENTS, says({ ...server.contents(), files: [], next: 0 }));
  await expectNothing(server, /nothing was put anywhere/);
  expect(server.asked.filter(({ path }) => path.startsWith(CONTENTS))).toHaveLength(1);
  server.lies.set(CONTENTS, says({ ...server.contents(), files: [], next: 1 }));
  await expectNothing(server, /nothing was put anywhere/);
  expect(server.asked.filter(({ path }) => path.startsWith(CONTENTS))).toHaveLength(3);
});

test('files that the list does not name are not asked for', async () => {
  const server = await openLyingServer();
  const more = Buffer.from('more');
  const file = { digest: digestOf(more), size: 4, url: `${server.url}${blobPath(more)}` };
  const { files } = server.contents();
  server.lies.set(CONTENTS, says({ ...server.contents(), files: [file, ...files] }));
  expect((await get(server)).code).toBe(0);
  expect(server.asked.some(({ path }) => path.startsWith(blobPath(more)))).toBe(false);
});

test('neither links nor redirections lead to another server', async () => {
  let visits = 0;
  const other = await listening((_request, response) => {
    visits += 1;
    response.end();
  });
  const server = await openLyingServer();
  const contents = server.contents();
  const elsewhere = contents.files.map((file) => ({
    ...file,
    url: `${other}${blobPath(WEIGHTS)}`,
  }));
  server.lies.set(CONTENTS, says({ ...contents, files: elsewhere }));
  expect((await get(server)).code).toBe(0);
  const away = await openLyingServer();
  away.lies.set(MODEL, (response) => response.writeHead(302, { location: other }).end());
  await expectNothing(away, /cannot be reached/);
  away.lies.delete(MODEL);
  const link = blobPath(WEIGHTS);
  away.lies.set(link, (response) => response.writeHead(302, { location: other }).end());
  await expectNothing(away, /nothing was put anywhere/);
  expect(visits).toBe(0);
});

test.each([
  ['not JSON', '<html>'],
  ['another type', JSON.stringify({ format: 1, type: 'models', models: [] })],
  ['another format', JSON.stringify({ format: 2, type: 'model' })],
])('an answer that is %s is none', async (_what, body) => {
  const server = await openLyingServer();
  server.lies.set(MODEL, (response) => response.end(body));
  await expectNothing(server, /gave an unexpected answer/);
});

test('an answer without an end is cut off', async () => {
  const server = await openLyingServer();
  server.lies.set(MODEL, (response) => {
    const more = () => {
      while (!response.destroyed)
        if (!response.write(' '.repeat(2 ** 20))) return void response.once('drain', more);
    };
    more();
  });
  await expectNothing(server, /answered too much/);
});

test('what a server says to a terminal steers it nowhere', async () => {
  const server = await openLyingServer();
  server.lies.set(MODEL, says({ code: 'no', message: 'gone\u001B[2J\u001B]0;x\u0007\u202E' }, 404));
  const told = await get(server);
  expect(told.text).toContain('gone');
  for (const steering of ['\u001B[2J', '\u0007', '\u202E']) {
    expect(told.text).not.toContain(steering);
  }
});
