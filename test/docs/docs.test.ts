import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { brokenLinks } from './links.ts';
import { allPages, blocksOf, ROOT, userPages, type Block } from './pages.ts';
import { ourCommands, unknownCalls, type Callable } from './shell-blocks.ts';
import { unnamed, vocabulary } from './vocabulary.ts';
import { yamlFaults } from './yaml-blocks.ts';

const PAGES = userPages();
const TEXT = PAGES.map(({ text }) => text).join('\n');
const BLOCKS = PAGES.flatMap(blocksOf);

let callable: Callable;
beforeAll(async () => {
  const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  callable = { commands: await ourCommands(), scripts: new Set(Object.keys(scripts)) };
});

describe('what the pages say is so', () => {
  test('every link into the repository leads somewhere', () => {
    expect(allPages().length).toBeGreaterThan(20);
    expect(brokenLinks(allPages())).toEqual([]);
  });

  test('every block of YAML is a file of ours without a mistake, or a part of one', () => {
    const blocks = BLOCKS.filter(({ language }) => language === 'yaml');
    expect(blocks.length).toBeGreaterThan(20);
    expect(faultsBy(blocks, yamlFaults)).toEqual([]);
  });

  test('every block of JSON can be read', () => {
    const blocks = BLOCKS.filter(({ language }) => language === 'json');
    const read = (code: string) =>
      code
        .trim()
        .split(/\n(?=\{)/)
        .map((line) => JSON.parse(line) as unknown);
    expect(() => blocks.map(({ code }) => read(code))).not.toThrow();
    expect(blocks.length).toBeGreaterThan(3);
  });

  test('every command of a block of shell is there, with its options', () => {
    const blocks = BLOCKS.filter(({ language }) => ['sh', 'bash', 'console'].includes(language));
    expect(blocks.length).toBeGreaterThan(10);
    expect(faultsBy(blocks, (block) => unknownCalls(block, callable))).toEqual([]);
  });

  test.each([...vocabulary()])('all %s are on a page', (_, words) => {
    expect(words.length).toBeGreaterThan(4);
    expect(unnamed(words, TEXT)).toEqual([]);
  });
});

describe('what would not be so is found', () => {
  test('links to pages and headings that are not there', () => {
    const page = {
      path: 'docs/a.md',
      text: '# One, two\n\n[a](#one-two) [b](#gone) [c](../x.md)\n',
    };
    const found = brokenLinks([page], (path) => path === 'docs/a.md');
    expect(found).toEqual(['docs/a.md: #gone', 'docs/a.md: ../x.md']);
  });

  test.each([
    ['a key that the format does not have', 'train: { run: a, checkpont: { path: b } }'],
    ['a value that it does not allow', 'retry: { failure: many }'],
    ['a mistake in a whole pipeline', 'name: a\nsteps: { b: { run: c, needs: [d] } }'],
    ['what this version refuses', 'name: a\nsteps: { b: { uses: ./c.yml } }'],
    ['no YAML', 'a: [b'],
  ])('%s', (_, code) => {
    expect(yamlFaults(blockOf('yaml', code))).not.toEqual([]);
  });

  test.each([
    ['a command', 'mlpipelines trian', 'mlpipelines has no command trian'],
    ['an option', 'cd a && mlpipelines run b --fast', 'mlpipelines run has no --fast'],
    ['a script', 'npm ci && npm run demos', 'npm has no script demos'],
    ['a program', 'A=1 frobnicate # it', 'frobnicate is no program that readers are said to have'],
  ])('%s that is not there', (_, code, fault) => {
    expect(unknownCalls(blockOf('sh', code), callable)).toEqual([fault]);
  });

  test('what a session prints is no command', () => {
    const block = blockOf('console', '$ mlpipelines run a\nfrobnicated\n');
    expect(unknownCalls(block, callable)).toEqual([]);
  });

  test.each([...vocabulary()])('one of the %s that no page has', (_, words) => {
    const [word] = words;
    if (word === undefined) throw new Error('There is none.');
    const without = word.shown.reduce((text, each) => text.replaceAll(each, '…'), TEXT);
    expect(unnamed([word], without)).toEqual([word.name]);
  });
});

function faultsBy(blocks: readonly Block[], faultsOf: (block: Block) => readonly string[]) {
  return blocks.flatMap((block) =>
    faultsOf(block).map((fault) => `${block.page}:${block.line} ${fault}`),
  );
}

function blockOf(language: string, code: string): Block {
  return { page: 'a.md', line: 1, language, code };
}
