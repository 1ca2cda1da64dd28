import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, type GraphQLSchema } from 'graphql';

let schema: GraphQLSchema | undefined;

/** GitHub's public GraphQL schema; built when it is first asked for, since that takes a quarter of a second. */
export function loadSchema(): GraphQLSchema {
  // GitHub's own SDL repeats fields, which graphql would refuse.
  schema ??= buildSchema(readSdl(), { assumeValid: true, assumeValidSDL: true });
  return schema;
}

function readSdl(): string {
  const main = import.meta.resolve('@octokit/graphql-schema');
  return readFileSync(fileURLToPath(new URL('schema.graphql', main)), 'utf8');
}
