/**
 * Trims botocore's description of EC2 to what the stand-in of the tests serves: the operations listed in
 * `test/doubles/ec2/schemas/operations.json` with the shapes they reach; of those, what the SDK's own schemas lack:
 * which members are required, and which words a text may be. botocore is Python, so it is no dependency of ours:
 *
 *   cd "$(mktemp -d)" && python3 -m pip download --no-deps botocore==1.44.8 && unzip -q botocore-*.whl
 *   node …/scripts/extract-ec2-model.ts "$PWD"
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

type Shape = {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
};
type Service = {
  readonly operations: Readonly<
    Record<string, { readonly input: { shape: string }; readonly output?: { shape: string } }>
  >;
  readonly shapes: Readonly<Record<string, Shape>>;
};
type TrimmedShape = {
  readonly members?: Readonly<Record<string, string>>;
  readonly member?: string;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
};

const TARGET = new URL('../test/doubles/ec2/schemas/', import.meta.url);
const folder = process.argv[2];
if (folder === undefined) throw new Error('Say where botocore was unpacked.');
const wanted = parse<readonly string[]>(await readFile(new URL('operations.json', TARGET)));
const packed = join(folder, 'botocore/data/ec2/2016-11-15/service-2.json.gz');
const service = parse<Service>(gunzipSync(await readFile(packed)));
const init = await readFile(join(folder, 'botocore/__init__.py'), 'utf8');
const version = /^__version__ = '(.*)'$/m.exec(init)?.[1] ?? '';
const operations = Object.fromEntries(wanted.map((name) => [name, ends(name)]));
const roots = Object.values(operations).flatMap(({ input, output }) => [input, output ?? []]);
const source = {
  package: `botocore@${version} (PyPI), ${packed.slice(folder.length + 1)}`,
  license: 'Apache-2.0',
  copyright: 'Copyright Amazon.com, Inc. or its affiliates',
  by: 'scripts/extract-ec2-model.ts',
};
const shapes = Object.entries(reachable(roots.flat())).sort(([a], [b]) => (a < b ? -1 : 1));
const lines = [
  '{',
  `"source": ${JSON.stringify(source)},`,
  `"operations": ${JSON.stringify(operations)},`,
  '"shapes": {',
  shapes.map(([name, shape]) => `${JSON.stringify(name)}: ${JSON.stringify(shape)}`).join(',\n'),
  '}',
  '}',
];
await writeFile(new URL('model.json', TARGET), `${lines.join('\n')}\n`);

function ends(name: string): { readonly input: string; readonly output: string | null } {
  const operation = service.operations[name];
  if (operation === undefined) throw new Error(`botocore knows no operation ${name}.`);
  return { input: operation.input.shape, output: operation.output?.shape ?? null };
}

/** The shapes that say something about what may be in them, and those on the way to them. */
function reachable(roots: readonly string[]): Record<string, TrimmedShape> {
  const found: Record<string, TrimmedShape> = {};
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const shape = service.shapes[name];
    if (shape === undefined || found[name] !== undefined) continue;
    found[name] = trimmed(shape);
    waiting.push(...Object.values(shape.members ?? {}).map((member) => member.shape));
    if (shape.member !== undefined) waiting.push(shape.member.shape);
  }
  return found;
}

function trimmed({ members, member, required, enum: words }: Shape): TrimmedShape {
  return {
    ...(required !== undefined && { required }),
    ...(words !== undefined && { enum: words }),
    ...(member !== undefined && isTelling(member.shape) && { member: member.shape }),
    ...(members !== undefined && { members: tellingMembers(members) }),
  };
}

function tellingMembers(members: NonNullable<Shape['members']>): Record<string, string> {
  const telling = Object.entries(members).filter(([, { shape }]) => isTelling(shape));
  return Object.fromEntries(telling.map(([name, { shape }]) => [name, shape]));
}

function isTelling(name: string): boolean {
  const shape = service.shapes[name];
  return shape?.enum !== undefined || ['structure', 'list'].includes(shape?.type ?? '');
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what is read has a shape by its place
function parse<T>(bytes: Uint8Array): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- shapes of a pinned package, checked as they are read
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}
