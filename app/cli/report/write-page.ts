import { randomBytes } from 'node:crypto';
import { realpath, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { reportPage } from '../../reports/html/report-page.ts';
import type { RunReport } from '../../reports/report/run-report.ts';
import { messageOf } from '../../../text/message-of.ts';
import { UsageError } from '../usage-error.ts';

/** Writes a report as a page; the file is there whole, or as it was before. Throws a `UsageError` where it cannot be. */
export async function writePage(cwd: string, file: string, told: RunReport): Promise<void> {
  const page = await reportPage(told, await styles());
  // A file that a link names is what is meant, not the link.
  const path = await realpath(resolve(cwd, file)).catch(() => resolve(cwd, file));
  const found = await stat(path).catch(() => null);
  if (found !== null && !found.isFile()) {
    const what = found.isDirectory() ? 'a folder' : 'no ordinary file';
    throw new UsageError(
      `${file} is ${what}; nothing was written.`,
      'Name a file: mlpipelines report RUN --html report.html',
    );
  }
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(temporary, page, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new UsageError(
      `${file} cannot be written: ${reasonOf(error)}.`,
      'Name a file in a folder that is there and that you may write to.',
    );
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? messageOf(error);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder is not there',
  ENOTDIR: 'its folder is a file',
  EACCES: 'its folder is not yours to write to',
  EPERM: 'its folder is not yours to write to',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'its name is too long',
};

const SHEETS = ['../../web/browser/styles/colours.css', '../../reports/html/report.css'];

/** The look of the app's pages, light and dark. */
async function styles(): Promise<string> {
  const texts = SHEETS.map((sheet) => readFile(new URL(sheet, import.meta.url), 'utf8'));
  return (await Promise.all(texts)).join('');
}
