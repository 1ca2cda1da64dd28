import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import ajvFormats from 'ajv-formats';
import type { Generated } from './generated.ts';

const SCHEMAS = fileURLToPath(new URL('../../schemas/', import.meta.url));

/** How the program holds values against a schema. */
type Wish = {
  readonly type: string;
  /**
   * Everything that is wrong; or of what others may send at any time the first thing alone, or one message would make
   * millions of them.
   */
  readonly tells: 'all' | 'first';
  /** `any`: fields that the schema does not name are passed over, for what a newer version of us says in the same format. */
  readonly fields: 'known' | 'any';
};

const WISHES: Readonly<Record<string, Wish>> = {
  machines: { type: 'MachinesFile', tells: 'all', fields: 'known' },
  model: { type: 'ModelFile', tells: 'all', fields: 'known' },
  pipeline: { type: 'Pipeline', tells: 'all', fields: 'known' },
  policy: { type: 'PolicyFile', tells: 'all', fields: 'known' },
  'attempt-report': { type: 'AttemptReport', tells: 'first', fields: 'known' },
  'action-request': { type: 'ActionRequest', tells: 'first', fields: 'known' },
  'action-answer': { type: 'ActionAnswer', tells: 'first', fields: 'any' },
  'people-answer': { type: 'PeopleAnswer', tells: 'first', fields: 'any' },
  ticket: { type: 'Ticket', tells: 'first', fields: 'any' },
};

/**
 * `schemas/checks/<name>.generated.mjs` from schemas: the code that ajv makes of them, which took a fifth of a second for
 * the pipeline's at every start. https://ajv.js.org/standalone.html
 */
export async function schemaChecks(): Promise<Generated[]> {
  const made = await Promise.all(Object.entries(WISHES).map(([name, wish]) => filesOf(name, wish)));
  return made.flat();
}

async function filesOf(name: string, wish: Wish): Promise<Generated[]> {
  const schema: unknown = JSON.parse(await readFile(join(SCHEMAS, `${name}.schema.json`), 'utf8'));
  const banner = `// Generated from ${name}.schema.json by \`npm run generate\`. Do not edit.\n`;
  const file = join(SCHEMAS, 'checks', `${name}.generated`);
  return [
    { file: `${file}.mjs`, text: `${banner}${codeOf(Object(schema), wish)}\n` },
    { file: `${file}.d.mts`, text: `${banner}${declarationOf(name, wish)}` },
  ];
}

function declarationOf(name: string, { type }: Wish): string {
  return `import type { ${type} } from '../${name}.generated.ts';
import type { Check } from '../validate.ts';
export declare const check: Check<${type}>;
`;
}

function codeOf(schema: object, { tells, fields }: Wish): string {
  const ajv = new Ajv2020({
    allErrors: tells === 'all',
    // A message is held against the one form that its `type` names.
    discriminator: true,
    verbose: true,
    allowUnionTypes: true,
    // What it would otherwise only doubt of on the console.
    strictTypes: true,
    strictTuples: true,
    keywords: ['defaultSnippets', 'enumDescriptions', 'tsType'],
    code: { source: true, esm: true },
  });
  // A CommonJS default export: https://github.com/ajv-validator/ajv-formats/issues/85
  ajvFormats.default(ajv);
  const check = ajv.compile(fields === 'any' ? withAnyFields(schema) : schema);
  return asModule(standalone.default(ajv, check));
}

function withAnyFields(schema: object): object {
  const open = JSON.stringify(schema, (key, value: unknown) =>
    key === 'additionalProperties' && value === false ? undefined : value,
  );
  return Object(JSON.parse(open));
}

/** Also in a module it asks for what it needs of ajv by `require`: https://github.com/ajv-validator/ajv/issues/2209 */
function asModule(code: string): string {
  const names = new Map<string, string>();
  const body = code
    .replace(/^"use strict";export const validate = (\w+);export default \w+;/, EXPORTED)
    .replace(/\brequire\("([^"]+)"\)/g, (_, file: string) => {
      const name = names.get(file) ?? `imported${names.size}`;
      names.set(file, name);
      return name;
    });
  const imports = [...names].map(([file, name]) => `import ${name} from '${file}.js';\n`);
  return `${imports.join('')}${body}`;
}

const EXPORTED = 'export const check = $1;\n';
