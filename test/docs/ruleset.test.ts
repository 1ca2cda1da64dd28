import { expect, test } from 'vitest';
import { SchemaBook } from '../doubles/github/schemas/schema-book.ts';
import { blocksOf, userPages } from './pages.ts';

const SCHEMA = '#/components/schemas/';

/** The rules that a page shows, as GitHub's own description of its API has them. */
test('the rules that the page about protection shows are those of GitHub', () => {
  const github = new SchemaBook('rest.json');
  const page = userPages().find(({ path }) => path === 'docs/protect-a-branch.md');
  const blocks = page === undefined ? [] : blocksOf(page);
  const shown = blocks.filter(({ language }) => language === 'json').map(({ code }) => code);
  const [ruleset = '', queue = ''] = shown;
  const { rules } = JSON.parse(ruleset) as { readonly rules: readonly Rule[] };
  const all = [...rules, JSON.parse(queue) as Rule];
  expect(all.map(({ type }) => type)).toContain('required_status_checks');
  expect(all.map(({ type }) => type)).toContain('merge_queue');
  for (const rule of all) {
    const name = `repository-rule-${rule.type.replaceAll('_', '-')}`;
    expect(github.faults(name, { $ref: `${SCHEMA}${name}` }, rule)).toEqual([]);
    const misspelt = { ...rule, type: `${rule.type}s` };
    expect(github.faults(name, { $ref: `${SCHEMA}${name}` }, misspelt)).not.toEqual([]);
  }
});

type Rule = { readonly type: string };
