import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getTableColumns, getTableName } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import { describe, expect, it } from 'vitest';
import { sqliteKit } from '../../../app/store/database/sqlite-kit.ts';
import { MIGRATIONS } from '../../../app/store/schema/migrations.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { defineTables } from '../../../app/store/schema/tables.ts';
import { digestOf } from '../../../app/domain/digest.ts';
import { anAudit } from '../../support/an-audit.ts';
import { AS_THE_CLI } from '../../support/load-as-the-cli.ts';
import { aModelVersion, aStep } from '../../support/rows.ts';

const freshFile = (): string => join(mkdtempSync(join(tmpdir(), 'mlp-schema-')), 'state.db');

describe('the schema', () => {
  it('has exactly the tables and columns that queries are written against', async () => {
    const sqliteFile = freshFile();
    await (await openStore({ sqliteFile })).close();
    const made = columnsOf(new DatabaseSync(sqliteFile));
    const typed = Object.values(defineTables(sqliteKit)).flatMap((table) =>
      Object.entries(getTableColumns(table)).map(
        ([name, { notNull }]) =>
          `${getTableName(table)}.${toSnakeCase(name)}${notNull ? ' not null' : ''}`,
      ),
    );
    expect(made.toSorted()).toEqual(typed.toSorted());
  });

  it('stands in schema.sql as a fresh database has it', async () => {
    const sqliteFile = freshFile();
    await (await openStore({ sqliteFile })).close();
    const fromFile = new DatabaseSync(':memory:');
    fromFile.exec(
      readFileSync(new URL('../../../app/store/schema/schema.sql', import.meta.url), 'utf8'),
    );
    const migrated = new DatabaseSync(sqliteFile);
    expect(columnsOf(fromFile)).toEqual(columnsOf(migrated));
    expect(indexesOf(fromFile)).toEqual(indexesOf(migrated));
  });

  it('is numbered without gaps', () => {
    expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  it('keeps models and cached work of a machine that an older program wrote', async () => {
    const sqliteFile = freshFile();
    const [cacheKey, version] = [digestOf('key'), aModelVersion()];
    const { model, run, key } = version;
    const step = aStep('train', { state: 'over', result: 'success' });
    const moved = { model, alias: 'best', version: 1, movedAt: 1, movedBy: 'ada', run, from: null };
    const database = olderDatabase(sqliteFile, 5);
    const rows: readonly (readonly [string, ...(string | number)[]])[] = [
      ['models values (?, 1, ?, ?, ?)', model, run, key, JSON.stringify(version)],
      ['aliases values (?, ?, 1, 1, ?)', model, 'best', JSON.stringify(moved)],
      ['alias_moves values (?, ?, 1, 1, ?)', model, 'best', JSON.stringify(moved)],
      ['cache_entries values (?, ?, ?, 1)', cacheKey, run, 'train'],
      ['steps values (?, ?, 0, ?, ?, ?)', run, 'train', 'over', 'success', JSON.stringify(step)],
    ];
    for (const [into, ...values] of rows) {
      database.prepare(`insert into ${into}`).run(...values);
    }
    database.close();
    const store = await openStore({ sqliteFile });
    expect(await store.registry.versions(model)).toEqual([version]);
    expect(await store.registry.ofRun(run)).toEqual([{ key, version }]);
    expect(await store.registry.alias(model, 'best')).toEqual(moved);
    expect(await store.registry.history(model)).toEqual([moved]);
    const wanted = { cacheKey, asks: {}, notBefore: 0 };
    expect(await store.cache.look(wanted)).toMatchObject({ run, key: 'train' });
    await store.close();
  });

  it('hands on what waited while an older program ran, whoever it is of', async () => {
    const sqliteFile = freshFile();
    const database = olderDatabase(sqliteFile, 18);
    const insert = database.prepare(
      `insert into queued (topic, id, installation, at, ready_at, tries, body)
       values ('delivery', ?, ?, 1, 1, 0, '{}')`,
    );
    insert.run('of the app', null);
    insert.run('of an installation', 7);
    database.close();
    const store = await openStore({ sqliteFile });
    const lease = { owner: 'worker', now: 2, until: 3 };
    const leased = await store.queues.lease('delivery', lease, 10);
    expect(leased.map(({ id, installation }) => [id, installation])).toEqual([
      ['of the app', null],
      ['of an installation', 7],
    ]);
    await store.close();
  });

  it('numbers the decisions of an older program by their time, and goes on behind them', async () => {
    const sqliteFile = freshFile();
    const database = olderDatabase(sqliteFile, 26);
    const insert = database.prepare('insert into audits values (?, ?, ?, ?)');
    const body = { actor: 'ada', permission: 'write', asked: '/mlp run', decision: 'granted' };
    for (const [id, repository, at] of [
      ['late', 7, 30],
      ['early', 7, 10],
      ['elsewhere', 8, 20],
    ] as const) {
      insert.run(id, repository, at, JSON.stringify({ ...body, id, repository, at }));
    }
    database.close();
    const store = await openStore({ sqliteFile });
    await store.commit([{ type: 'audit.add', audit: anAudit({ id: 'newest', repository: 7 }) }]);
    const kept = await store.audits.list({ repository: 7, first: 'oldest', limit: 9 });
    expect(kept.map(({ number, id, actorId, surface }) => [number, id, actorId, surface])).toEqual([
      [1, 'early', null, 'earlier'],
      [2, 'late', null, 'earlier'],
      [3, 'newest', 1, 'comment'],
    ]);
    expect(await store.audits.list({ repository: 8, first: 'oldest', limit: 9 })).toMatchObject([
      { number: 1, id: 'elsewhere' },
    ]);
    await store.close();
  });

  it('is brought up to date once by several processes that start together', async () => {
    const sqliteFile = freshFile();
    const script = `
      import { openStore } from ${JSON.stringify(new URL('../../../app/store/open-store.ts', import.meta.url))};
      const store = await openStore({ sqliteFile: process.argv[1] });
      console.log(await store.nextRunNumber());
      await store.close();`;
    const outputs = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const child = spawn(
          process.execPath,
          [...AS_THE_CLI, '--input-type=module', '-e', script, sqliteFile],
          { stdio: ['ignore', 'pipe', 'inherit'] },
        );
        let output = '';
        child.stdout.on('data', (chunk: Buffer) => {
          output += chunk.toString();
        });
        const [code] = await once(child, 'close');
        return `${code} ${output.trim()}`;
      }),
    );
    expect(outputs.toSorted()).toEqual(['0 1', '0 2', '0 3']);
  });

  it('refuses to be used by an older program than the one that last changed it', async () => {
    const sqliteFile = freshFile();
    await (await openStore({ sqliteFile })).close();
    const database = new DatabaseSync(sqliteFile);
    database.exec(`insert into migrations values (999, 'from the future')`);
    database.close();
    await expect(openStore({ sqliteFile })).rejects.toThrow(
      /newer mlpipelines.*Update mlpipelines/,
    );
  });
});

/** A database as a program left it that knew the first migrations only. */
function olderDatabase(sqliteFile: string, known: number): DatabaseSync {
  const database = new DatabaseSync(sqliteFile);
  database.exec('create table migrations (number bigint primary key, name text not null)');
  for (const { number, name, statements } of MIGRATIONS.slice(0, known)) {
    for (const statement of statements) database.exec(statement);
    database.prepare('insert into migrations values (?, ?)').run(number, name);
  }
  return database;
}

/** `table.column`, and whether it needs a value. */
function columnsOf(database: DatabaseSync): string[] {
  return database
    .prepare(
      `select t.name as tab, c.name as col, c."notnull" or c.pk > 0 as needed
       from sqlite_schema t, pragma_table_info(t.name) c
       where t.type = 'table' and t.name not like 'sqlite_%' order by t.name, c.cid`,
    )
    .all()
    .map(
      ({ tab, col, needed }) => `${String(tab)}.${String(col)}${needed === 1 ? ' not null' : ''}`,
    );
}

/** Those of keys too: by table, in the order of their columns. */
function indexesOf(database: DatabaseSync): unknown[] {
  return database
    .prepare(
      `select t.name as tab, i.name as name, i."unique" as is_unique, group_concat(c.name order by c.seqno) as columns
       from sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
       where t.type = 'table' group by t.name, i.name order by t.name, i.name`,
    )
    .all();
}
