import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile } from '../../app/compile/compile.ts';
import { readPipelineFile } from '../../app/compile/structure/read-pipeline-file.ts';
import { ORDINARY_REQUEST } from '../support/pipeline-fixtures.ts';

const PAGE = readFileSync(new URL('../../docs/coming-from.md', import.meta.url), 'utf8');
const SECTIONS = PAGE.split(/^## /m).slice(1);

describe('docs/coming-from.md', () => {
  test('has a section for each tool that its list names', () => {
    const named = [...PAGE.matchAll(/^- \[(.+)\]\(#/gm)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(6);
    expect(SECTIONS.map((section) => section.split('\n', 1)[0])).toEqual(named);
  });

  test.each(SECTIONS.map((text) => [text.split('\n', 1)[0] ?? '', text]))(
    'what becomes of a pipeline of %s has no problem, on a laptop and on GitHub',
    (_, section) => {
      const blocks = [...section.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)];
      expect(blocks).toHaveLength(1);
      const text = blocks[0]?.[1] ?? '';
      const files = [...text.matchAll(/\bsrc\/\w+\.py\b|\brequirements\.txt\b/g)].map(String);
      for (const environment of ['local', 'github'] as const) {
        const request = { ...ORDINARY_REQUEST, environment, files };
        const { plan, problems } = compile(
          readPipelineFile({ file: '.mlpipelines/churn.yml', text }),
          request,
        );
        expect(problems).toEqual([]);
        expect(plan?.steps.length).toBeGreaterThan(1);
      }
    },
  );
});
