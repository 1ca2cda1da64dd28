import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../app/store/open-store.ts';
import type { Generated } from './generated.ts';

const FILE = fileURLToPath(new URL('../../app/store/schema/schema.sql', import.meta.url));
const BANNER = `\
-- What all migrations together make of an empty database, for readers: the program does not read this file.
-- Generated from a fresh SQLite database by \`npm run generate\`. Do not edit: a change of it is a migration
-- (migrations.ts). PostgreSQL executes the same statements; there no column of a primary key can be null, which
-- SQLite permits (https://www.sqlite.org/lang_createtable.html#the_primary_key).
`;

/** Every table with its indexes, as SQLite keeps them. */
export async function schemaDump(): Promise<Generated> {
  const folder = await mkdtemp(join(tmpdir(), 'mlpipelines-schema-'));
  try {
    const sqliteFile = join(folder, 'store.sqlite');
    await (await openStore({ sqliteFile })).close();
    return { file: FILE, text: `${BANNER}${dumpOf(sqliteFile).join('')}` };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function dumpOf(sqliteFile: string): string[] {
  using database = new DatabaseSync(sqliteFile, { readOnly: true });
  // Without SQL: the index that SQLite itself makes for a primary key, https://www.sqlite.org/schematab.html
  const rows = database
    .prepare(
      'select type, name, sql from sqlite_schema where sql is not null order by tbl_name, type desc, name',
    )
    .all();
  return rows.map(({ type, name, sql }) =>
    type === 'table' ? tableText(String(name), String(sql)) : indexText(String(sql)),
  );
}

/** One column a line; a migration writes them as they fit. */
function tableText(name: string, sql: string): string {
  const body = sql.slice(sql.indexOf('(') + 1, sql.lastIndexOf(')'));
  // Commas within parentheses belong to a key.
  const parts = body.split(/,(?![^()]*\))/).map((part) => part.trim().replace(/\s+/g, ' '));
  return `\ncreate table ${name} (\n${parts.map((part) => `  ${part}`).join(',\n')}\n);\n`;
}

/** SQLite writes the words before an index's name in capitals, whatever they were. */
function indexText(sql: string): string {
  return `${sql.replace(/^CREATE (UNIQUE )?INDEX/, (words) => words.toLowerCase())};\n`;
}
