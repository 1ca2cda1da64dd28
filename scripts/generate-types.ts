/**
 * Makes `schemas/<name>.generated.ts` from `schemas/<name>.schema.json`.
 * With `--check` it writes nothing and fails when a generated file is not what it would write.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

const FOLDER = new URL('../schemas/', import.meta.url);

const stale: string[] = [];
for (const file of (await readdir(FOLDER)).filter((name) => name.endsWith('.schema.json'))) {
  const target = new URL(file.replace('.schema.json', '.generated.ts'), FOLDER);
  const text = await typesOf(new URL(file, FOLDER));
  if ((await readFile(target, 'utf8').catch(() => null)) === text) continue;
  if (process.argv.includes('--check')) stale.push(target.pathname);
  else await writeFile(target, text);
}
if (stale.length > 0) {
  console.error(`Out of date: ${stale.join(', ')}. Run: npm run generate`);
  process.exit(1);
}

async function typesOf(schemaFile: URL): Promise<string> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own committed schema file
  const schema = JSON.parse(await readFile(schemaFile, 'utf8'), dropPatterns) as JSONSchema;
  return compile(schema, '', {
    bannerComment: `// Generated from ${schemaFile.pathname.split('/').pop()} by \`npm run generate\`. Do not edit.`,
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
