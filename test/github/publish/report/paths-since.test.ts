import { expect, test } from 'vitest';
import type { FilesSince } from '../../../../app/github/hosted-repository.ts';
import { pathsSince } from '../../../../app/github/publish/report/paths-since.ts';
import { aHeader } from '../../../support/rows.ts';

const files = [{ path: 'a.py', lines: null }];
const ALL: FilesSince = { files, count: 1, isComplete: true };

async function paths(filesSince: () => Promise<FilesSince | null>) {
  const troubles: string[] = [];
  const warn = (text: string) => void troubles.push(text);
  return { paths: await pathsSince({ filesSince, warn }, aHeader()), troubles };
}

test('the files that changed are told where all of them are known', async () => {
  expect(await paths(async () => ALL)).toEqual({ paths: ['a.py'], troubles: [] });
  expect((await paths(async () => ({ ...ALL, count: 2 }))).paths).toEqual([]);
  expect((await paths(async () => ({ ...ALL, isComplete: false }))).paths).toEqual([]);
  expect((await paths(async () => null)).paths).toBeNull();
});

test('nobody knows them where GitHub cannot be asked', async () => {
  const troubles = ['which files a run changes is not known: GitHub is away'];
  const away = async () => Promise.reject(new Error('GitHub is away'));
  expect(await paths(away)).toEqual({ paths: null, troubles });
});
