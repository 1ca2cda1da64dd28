import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StoreProblem } from '../../../app/runtime/ports/store.ts';
import { explainSqliteError } from '../../../app/store/database/sqlite-file-problem.ts';

const file = join(mkdtempSync(join(tmpdir(), 'mlp-store-')), 'a store.sqlite');

test('an error of the disk is called a full disk only where the disk is full', () => {
  expect(kindOf(SQLITE_IOERR_WRITE)).toBe('disk-error');
  expect(kindOf(SQLITE_FULL)).toBe('disk-full');
});

test('a command that puts a damaged store aside can be copied, whatever the file is called', () => {
  expect(explain(SQLITE_CORRUPT)?.hint).toContain(
    `mv '${file}' '${file}.damaged' && rm -f '${file}-wal'`,
  );
});

// https://www.sqlite.org/rescode.html
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_IOERR_WRITE = 778;

function kindOf(errcode: number): string | undefined {
  return explain(errcode)?.kind;
}

function explain(errcode: number): StoreProblem | null {
  const told = explainSqliteError(Object.assign(new Error('as SQLite says it'), { errcode }), file);
  return told instanceof StoreProblem ? told : null;
}
