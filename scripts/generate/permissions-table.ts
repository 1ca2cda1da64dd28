import { readFile } from 'node:fs/promises';
import { fillPage } from './fill-page.ts';
import type { Generated } from './generated.ts';

const APP = new URL('../../app.yml', import.meta.url);

/** What each permission of app.yml is for, and what stops without it: its comments as a table. */
export async function permissionsTable(): Promise<Generated> {
  const text = await readFile(APP, 'utf8');
  const said = text.matchAll(/^ {2}(\w+): (\w+) # (.+); without it: (.+)$/gm);
  const rows = [...said].map(
    ([, name = '', level = '', use = '', loss = '']) =>
      `| \`${name}: ${level}\` | ${use} | ${loss} |`,
  );
  const table = ['| permission | what it is for | without it |', '| --- | --- | --- |', ...rows];
  return fillPage('run-the-app.md', 'permissions', table.join('\n'));
}
