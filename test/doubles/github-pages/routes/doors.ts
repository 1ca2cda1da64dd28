import type { Context } from 'hono';
import type { Fields } from '../fields.ts';
import type { Visit } from '../visit.ts';

/** What every route needs to know of a request. */
export type Doors = {
  readonly visit: (context: Context) => Visit;
  readonly fields: (context: Context) => Promise<Fields>;
};
