/**
 * `npm run generate`: writes what is made from other files of this repository. With `--check` it writes nothing and fails
 * when a file is not what it would write.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { commandLine } from './generate/command-line.ts';
import { expressionPlaces } from './generate/expression-places.ts';
import { keyReferences } from './generate/key-references.ts';
import { permissionsTable } from './generate/permissions-table.ts';
import { pullRequestCommands } from './generate/pull-request-commands.ts';
import { recipes } from './generate/recipes.ts';
import { schemaChecks } from './generate/schema-checks.ts';
import { schemaDump } from './generate/schema-dump.ts';
import { troubleshooting } from './generate/troubleshooting.ts';
import { wireTypes } from './generate/wire-types.ts';

const stale: string[] = [];
const schemas = [...(await wireTypes()), ...(await schemaChecks()), await schemaDump()];
const pages = [
  await commandLine(),
  await permissionsTable(),
  await troubleshooting(),
  ...(await keyReferences()),
  await expressionPlaces(),
  await pullRequestCommands(),
  await recipes(),
];
for (const { file, text } of [...schemas, ...pages]) {
  if ((await readFile(file, 'utf8').catch(() => null)) === text) continue;
  if (process.argv.includes('--check')) stale.push(relative('', file));
  else await writeFile(file, text);
}
if (stale.length > 0) {
  console.error(`Out of date: ${stale.join(', ')}. Run: npm run generate`);
  process.exit(1);
}
