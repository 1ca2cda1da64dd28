/** Bytes that are no pipeline, or one that is meant to break, stall or fool whoever reads it. Each is at most 1 MiB. */
export const HOSTILE_YAML: Readonly<Record<string, string>> = {
  nothing: '',
  'a space': ' ',
  'a line break': '\n',
  'a NUL': '\0',
  'a NUL in a key': 'name: a\nsteps: { "a\\0b": { run: x } }\n',
  'a NUL in the text': withStep('    run: "true\0"\n'),
  'only a BOM': '\uFEFF',
  'a BOM in the middle': withStep('    run: \uFEFFtrue\n'),
  'UTF-16 read as UTF-8': Buffer.from('name: a\nsteps: {}\n', 'utf16le').toString('utf8'),
  'every byte': Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('utf8'),
  'every byte as Latin': Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString(
    'latin1',
  ),
  'a PNG': Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108', 'hex').toString(
    'latin1',
  ),
  'half surrogates': withStep('    run: "\uD800"\n    name: \uDC00\n'),
  'bidirectional controls': withStep('    run: "\u202Etrue\u202C"\n'),
  'an emoji as a key': 'name: a\nsteps: { 🙂: { run: x } }\n',
  JSON: '{"name": "a", "steps": {"a": {"run": "true", "run": "false"}}}',
  HTML: '<!doctype html><html><body onload="alert(1)">',
  'a shell script': '#!/bin/bash\nrm -rf "$HOME"\n',

  'opening brackets': '['.repeat(100_000),
  'opening braces': '{'.repeat(100_000),
  'opening braces with keys': '{a: '.repeat(40_000),
  'closing brackets': ']'.repeat(100_000),
  'nested lists': '- '.repeat(80_000),
  'nested complex keys': '? '.repeat(80_000),
  'nested maps by indent': indented(1_300),
  'nested maps in one line': withStep(`    run: x${' : x'.repeat(40_000)}\n`),
  'alternating brackets': '[{a: '.repeat(100_000),
  tabs: '\t'.repeat(100_000),
  colons: ': '.repeat(80_000),
  dashes: '-'.repeat(150_000),
  'document marks': '---\n'.repeat(40_000),
  directives: '%YAML 1.2\n'.repeat(15_000),
  'a directive of the future': '%YAML 9.9\n---\nname: a\n',
  'tag directives': '%TAG !e! tag:example.com,2026:\n---\n!e!pipeline { name: a }\n',
  quotes: '"'.repeat(150_000),
  'an open quote': `name: "${'x'.repeat(150_000)}`,
  ampersands: '&'.repeat(150_000),
  'exclamation marks': '!'.repeat(150_000),
  escapes: withStep(`    run: "${'\\x'.repeat(40_000)}"\n`),
  'block headers': '|'.repeat(150_000),
  comments: '#\n'.repeat(100_000),
  'empty lines': '\n'.repeat(200_000),
  'lone carriage returns': 'a: 1\r'.repeat(30_000),
  'one long key': `${'k'.repeat(150_000)}: 1\n`,
  'one long word': 'k'.repeat(1_000_000),

  'an alias of nothing': withStep('    env: *nowhere\n'),
  'an alias of itself': 'name: a\nx-a: &a [*a]\nsteps: { s: { run: x, params: *a } }\n',
  'a map that holds itself': 'name: a\nsteps: &s\n  a: { run: x }\n  b: *s\n',
  'a merge of itself': 'name: a\nsteps:\n  a: &a\n    <<: *a\n    run: x\n',
  'a ring of merges':
    'name: a\nx-a: &a { <<: *b }\nx-b: &b { <<: *a }\nsteps: { s: { <<: *a, run: x } }\n',
  'an alias bomb of lists': bomb(
    (name) => `[${Array.from({ length: 10 }, () => name).join(', ')}]`,
  ),
  'an alias bomb of maps': bomb(
    (name) => `{${Array.from({ length: 10 }, (_, i) => `k${i}: ${name}`).join(', ')}}`,
  ),
  'an alias bomb of merges': mergeBomb(24),
  'an alias as a key': 'name: a\nx-a: &a key\nsteps:\n  *a : { run: x }\n',
  'many anchors': `name: a\n${lines(10_000, (i) => `x-${i}: &a${i} ${i}`)}steps: { s: { run: x } }\n`,
  'many aliases': `name: a\nx-a: &a 1\n${lines(10_000, (i) => `x-${i}: *a`)}steps: { s: { run: x } }\n`,
  'one anchor over and over': `name: a\n${lines(8_000, (i) => `x-${i}: &a [*a]`)}`,

  '__proto__ at the top': 'name: a\n__proto__: { polluted: true }\nsteps: { s: { run: x } }\n',
  '__proto__ as a step':
    'name: a\nsteps:\n  __proto__: { run: x }\n  b: { needs: [__proto__], run: x }\n',
  '__proto__ in a step': withStep('    run: x\n    __proto__: { polluted: true }\n'),
  '__proto__ everywhere': withStep(
    '    run: x\n    env: { __proto__: a }\n    inputs: { __proto__: a.__proto__ }\n    outputs: { __proto__: { type: file, path: a } }\n    gates: { __proto__: { metric: __proto__ } }\n    strategy: { matrix: { __proto__: [1] } }\n',
  ),
  '__proto__ as a param':
    'name: a\nparams: { __proto__: { type: string, default: x } }\nsteps: { s: { run: "echo ${{ params.__proto__ }}" } }\n',
  '__proto__ by a merge':
    'name: a\nx-a: &a { __proto__: { polluted: true } }\nsteps: { s: { <<: *a, run: x } }\n',
  'names of Object.prototype':
    'name: a\nsteps:\n  constructor: { run: x }\n  toString: { needs: [constructor], run: "echo ${{ steps.constructor.result }}" }\n  hasOwnProperty: { inputs: { valueOf: constructor.toString }, run: x }\n',
  'properties that every object has': withStep(
    "    run: echo ${{ steps.constructor }} ${{ github.toString }} ${{ params['__proto__'] }}\n",
  ),

  'keys that are no text':
    'name: a\n? [a, b]\n: 1\n? { c: d }\n: 2\nnull: 3\n1.5: 4\nsteps: { s: { run: x } }\n',
  'null as a key': 'name: a\nsteps:\n  : { run: x }\n  ~: { run: x }\n',
  'no number':
    'name: a\nmax-parallel: .nan\nsteps: { s: { run: x, retry: .inf, gates: { g: { metric: a, op: "<", value: -.inf } } } }\n',
  'enormous numbers':
    'name: a\nmax-parallel: 1e308\nsteps: { s: { run: x, timeout: 99999999999999999999d, retry: 9007199254740993, resources: { memory: 99999999999999999999Ti } } }\n',
  'a number of a megabyte': `name: a\nmax-parallel: ${'9'.repeat(150_000)}\n`,
  'tags of other languages':
    'name: !!python/object/apply:os.system ["touch pwned"]\nsteps: !!js/function "function(){}"\n',
  'tags of YAML':
    'name: !!binary aGVsbG8=\non: !!set { push }\nparams: !!omap [a: 1]\nsteps: !!timestamp 2026-01-01\n',
  'a tag that lies': 'name: !!int abc\nsteps: !!map [1]\n',

  'many unknown keys': `name: a\n${lines(15_000, (i) => `k${i}: 1`)}`,
  'many bad steps': `name: a\nsteps:\n${lines(8_000, (i) => `  s${i}: { cmd: x }`)}`,
  'one key over and over': `name: a\n${lines(20_000, () => 'on: {}')}`,
  'many steps that are one bad map': `name: a\nx-a: &a {${items(180, (i) => `k${i}: 1`)}}\nsteps:\n${lines(900, (i) => `  s${i}: *a`)}`,
  'a list of half a million numbers': `name: a\nx-a: [${'1,'.repeat(490_000)}]\nsteps: { s: { run: x } }\n`,
  'many open quotes': `name: a\n${lines(6_000, (i) => `k${i}: "`)}`,
  'one script of many expressions in many steps': `name: a\nx-a: &a "${'${{ params.x }} '.repeat(300)}"\nsteps:\n${lines(900, (i) => `  s${i}: { run: *a }`)}`,
  'many items of the wrong type': `name: a\nsteps: { s: { run: x, needs: [${'1,'.repeat(60_000)}] } }\n`,
  'many needs of nothing': `name: a\nsteps: { s: { run: x, needs: [${items(15_000, (i) => `n${i}`)}] } }\n`,
  'many equal needs': `name: a\nsteps: { a: { run: x }, s: { run: x, needs: [${'a,'.repeat(60_000)}] } }\n`,
  'more steps than allowed': `name: a\nsteps:\n${lines(10_001, (i) => `  s${i}: { run: x }`)}`,
  'a ring of steps': `name: a\nsteps:\n${lines(9_000, (i) => `  s${i}: { run: x, needs: [s${(i + 1) % 9_000}] }`)}`,
  'every step needs every one before it': `name: a\nsteps:\n${lines(300, (i) => `  s${i}: { run: x, needs: [${Array.from({ length: i }, (_, k) => `s${k}`).join(',')}] }`)}`,
  'a matrix of more cells than atoms': withStep(
    `    run: x\n    strategy: { matrix: { ${Array.from({ length: 60 }, (_, i) => `k${i}: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]`).join(', ')} } }\n`,
  ),
  'many matrices of many cells': `name: a
x-m: &m { matrix: { a: [${range(100)}], b: [${range(100)}] } }
steps:
${lines(900, (i) => `  s${i}: { run: x, strategy: *m }`)}`,
  'a matrix that ends with nothing': withStep(
    `    run: x\n    strategy: { matrix: { ${Array.from({ length: 12 }, (_, i) => `k${i}: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]`).join(', ')}, z: "\${{ fromJSON('[]') }}" } }\n`,
  ),
  'a matrix that excludes much': withStep(
    `    run: x\n    strategy: { matrix: { a: [${range(99)}], b: [${range(99)}], exclude: [${items(9_000, (i) => `{ a: ${i % 99}, b: ${i % 98} }`)}] } }\n`,
  ),
  'a matrix that includes much': withStep(
    `    run: x\n    strategy: { matrix: { a: [1], include: [${items(8_000, (i) => `{ a: ${i} }`)}] } }\n`,
  ),

  'an expression of parentheses': withStep(`    if: ${'('.repeat(20_000)}1\n    run: x\n`),
  'an expression of closed parentheses': withStep(
    `    if: ${'('.repeat(10_000)}1${')'.repeat(10_000)}\n    run: x\n`,
  ),
  'an expression of nots': withStep(`    if: "${'!'.repeat(20_000)}true"\n    run: x\n`),
  'an expression of ors': withStep(`    if: ${'true || '.repeat(2_500)}true\n    run: x\n`),
  'an expression of properties': withStep(`    if: params${'.a'.repeat(10_000)}\n    run: x\n`),
  'an expression of indexes': withStep(
    `    if: ${'params['.repeat(2_500)}0${']'.repeat(2_500)}\n    run: x\n`,
  ),
  'an expression of calls': withStep(
    `    if: ${'toJSON('.repeat(2_500)}0${')'.repeat(2_500)}\n    run: x\n`,
  ),
  'an expression of a megabyte': withStep(`    if: "'${'x'.repeat(150_000)}'"\n    run: x\n`),
  'expressions that never close': withStep(`    run: |\n      ${'${{ '.repeat(40_000)}\n`),
  'many expressions': withStep(`    run: |\n      ${'${{ params.x }} '.repeat(15_000)}\n`),
  'many quotes in an expression': withStep(`    run: |\n      \${{ ${"'".repeat(100_000)}\n`),
  'a default that doubles itself': `name: a\nparams:\n  p0: { type: string, default: xxxxxxxxxx }\n${lines(40, (i) => `  p${i + 1}: { type: string, default: "\${{ params.p${i} }}\${{ params.p${i} }}" }`)}steps: { s: { run: x } }\n`,
  'a format that explodes': `name: a\nparams: { p: { type: string, default: "\${{ format('${'{0}'.repeat(5_000)}', '${'y'.repeat(5_000)}') }}" } }\nsteps: { s: { run: x } }\n`,
  'JSON that nests': `name: a\nparams: { p: { type: string, default: "\${{ fromJSON('${'['.repeat(9_000)}${']'.repeat(9_000)}') }}" } }\nsteps: { s: { run: x } }\n`,

  'a glob that backtracks': withStep(
    `    run: x\n    files: ["${'*a'.repeat(2_000)}b", "${'{a,b}'.repeat(40)}", "${'+(a|aa)'.repeat(40)}c", "[[:alpha:]]${'?'.repeat(3_000)}"]\n`,
  ),
  'a path that climbs': withStep(
    `    run: x\n    outputs: { o: { type: file, path: "${'../'.repeat(50_000)}etc/passwd" } }\n`,
  ),
  'a path of slashes': withStep(
    `    run: x\n    outputs: { o: { type: file, path: "a${'/'.repeat(100_000)}b" } }\n`,
  ),
  'a cron that never comes':
    'name: a\non: { schedule: [{ cron: "0 0 31 2 *" }, { cron: "* * * * * * * *" }, { cron: "0 0 1-31/0 * *" }, { cron: "99999999999 * * * *" }, { cron: "L#9W * * *" }] }\nsteps: { s: { run: x } }\n',
  'a cron of a megabyte': `name: a\non: { schedule: [{ cron: "${'*/1,'.repeat(30_000)}* * * * *" }] }\nsteps: { s: { run: x } }\n`,
  'a duration that backtracks': withStep(
    `    run: x\n    timeout: ${'1'.repeat(60_000)}x\n    retry: { backoff: { initial: ${'9'.repeat(400)}d } }\n`,
  ),
};

function withStep(body: string): string {
  return `name: a\nsteps:\n  a:\n${body}`;
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
}

function items(count: number, item: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => item(index)).join(', ');
}

function range(count: number): string {
  return Array.from({ length: count }, (_, index) => index).join(', ');
}

function indented(depth: number): string {
  return Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}a:\n`).join('');
}

function bomb(level: (name: string) => string): string {
  const levels = lines(12, (index) => `x-${index + 1}: &l${index + 1} ${level(`*l${index}`)}`);
  return `name: a\nx-0: &l0 lol\n${levels}steps: { s: { run: x, env: *l12 } }\n`;
}

function mergeBomb(depth: number): string {
  const levels = lines(depth, (i) => `x-${i + 1}: &l${i + 1} { <<: [*l${i}, *l${i}], k${i}: 1 }`);
  return `name: a\nx-0: &l0 { k: 1 }\n${levels}steps: { s: { <<: *l${depth}, run: x } }\n`;
}
