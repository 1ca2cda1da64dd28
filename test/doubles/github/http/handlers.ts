import type { operations } from '@octokit/openapi-types';
import type { Actor, Auth } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import type { Limits } from './limits/limits.ts';
import type { View } from '../views/scalars.ts';

type OperationId = keyof operations;

/** The JSON body of an operation by GitHub's types; it was validated before a handler sees it. */
export type BodyOf<Id extends OperationId> = operations[Id] extends {
  requestBody?: { content: { 'application/json': infer Body } };
}
  ? NonNullable<Body>
  : never;

/** One authenticated, permitted and valid request. */
export type Call<Id extends OperationId = OperationId> = {
  readonly world: World;
  readonly limits: Limits;
  readonly auth: Auth;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: BodyOf<Id>;
  /** Of `{owner}/{repo}` in the path; a handler of another path must not ask. */
  readonly repository: Repository;
  /** Who does it; refuses those who are nobody, as an App by its JWT. */
  readonly actor: Actor;
};

export type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A list to be cut into pages; with `key` it lies in `{ total_count, [key]: [...] }`. */
  readonly list?: List;
};

export type List = {
  readonly items: readonly unknown[];
  readonly view: (item: never) => View | Promise<View>;
  readonly key?: string;
  readonly more?: View;
};

export type Handlers = {
  readonly [Id in OperationId]?: (call: Call<Id>) => Answer | Promise<Answer>;
};

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

export function accepted(): Answer {
  return { status: 202, body: {} };
}

export function noContent(): Answer {
  return { status: 204 };
}

export function listed<T>(
  items: readonly T[],
  view: (item: T) => View | Promise<View>,
  { key, more }: { readonly key?: string; readonly more?: View } = {},
): Answer {
  return { status: 200, list: { items, view, ...(key && { key }), ...(more && { more }) } };
}
