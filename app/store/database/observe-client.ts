import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import type { OnStatement } from './database.ts';

/** Lets `onStatement` see each statement that a connection carries out, with how many rows it gave back or changed. */
export function observe(client: PoolClient, onStatement: OnStatement): void {
  const query = client.query.bind(client);
  const observed = async (config: QueryConfig | string, values?: unknown[]) => {
    const result: QueryResult = await query(config, values);
    onStatement({
      sql: typeof config === 'string' ? config : config.text,
      rows: result.rowCount ?? 0,
    });
    return result;
  };
  // drizzle's transactions await a promise; pg.Pool hands its own queries over with a callback.
  const calledBack = (config: QueryConfig | string, values: unknown[] | undefined, done: Done) =>
    observed(config, values).then(...settlers(done));
  Object.assign(client, {
    query: (config: QueryConfig | string, values?: unknown[], done?: Done) =>
      done === undefined ? observed(config, values) : void calledBack(config, values, done),
  });
}

type Done = (error: unknown, result?: QueryResult) => void;

function settlers(done: Done): [(result: QueryResult) => void, (error: unknown) => void] {
  return [(result) => done(undefined, result), (error) => done(error)];
}
