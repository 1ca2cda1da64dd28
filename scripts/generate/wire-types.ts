import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import type { Generated } from './generated.ts';

const FOLDER = fileURLToPath(new URL('../../schemas/', import.meta.url));

/** `schemas/<name>.generated.ts` from each `schemas/<name>.schema.json`. */
export async function wireTypes(): Promise<Generated[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.schema.json'));
  return Promise.all(
    names.map(async (name) => ({
      file: join(FOLDER, name.replace('.schema.json', '.generated.ts')),
      text: await typesOf(join(FOLDER, name)),
    })),
  );
}

async function typesOf(schemaFile: string): Promise<string> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own committed schema file
  const schema = JSON.parse(await readFile(schemaFile, 'utf8'), dropPatterns) as JSONSchema;
  return compile(schema, '', {
    bannerComment: `// Generated from ${basename(schemaFile)} by \`npm run generate\`. Do not edit.`,
    additionalProperties: false,
    style: { singleQuote: true, printWidth: 100 },
    unknownAny: true,
    // `[string, ...string[]]` says nothing that a reader of these types needs.
    ignoreMinAndMaxItems: true,
  });
}

// TypeScript has no keys by pattern: they would become an index signature of every property's type at once.
function dropPatterns(key: string, value: unknown): unknown {
  return key === 'patternProperties' ? undefined : value;
}
