import { fromHtml } from 'hast-util-from-html';
import { describe, expect, test } from 'vitest';
import { reportPage } from '../../../app/reports/html/report-page.ts';
import { reportFile } from '../../../app/reports/report/report-json.ts';
import { reportStory } from '../../../app/reports/terminal/report-story.ts';
import { lineText, lineWidth } from '../../../app/reports/layout/line.ts';
import { bySchema } from '../../support/by-schema.ts';
import { HOSTILE } from '../hostile-texts.ts';
import { aRunReport } from './a-run-report.ts';

type Node = {
  readonly type: string;
  readonly tagName?: string;
  readonly children?: readonly Node[];
};
type Found = Readonly<Record<string, number>>;

/** How many elements of each name a page has. */
function elementsOf(page: string): Found {
  const found: Record<string, number> = {};
  const count = (node: Node): void => {
    if (node.tagName !== undefined) found[node.tagName] = (found[node.tagName] ?? 0) + 1;
    node.children?.forEach(count);
  };
  count(fromHtml(page));
  return found;
}

describe('the report of a run whose names others chose', () => {
  const ordinary = reportPage(aRunReport('name'), '');

  test.each(HOSTILE)('%s is text of the page and nothing else', async (_, hostile) => {
    const page = await reportPage(aRunReport(hostile), '');
    expect(elementsOf(page)).toEqual(elementsOf(await ordinary));
  });

  test.each(HOSTILE)('%s leaves a document that matches its schema', (_, hostile) => {
    const document: unknown = JSON.parse(JSON.stringify(reportFile(aRunReport(hostile))));
    const checked = bySchema('report', document);
    expect(checked.valid ? [] : checked.errors).toEqual([]);
  });
});

describe('the report of a run with 200 metrics and three sides', () => {
  const told = aRunReport('ünïcode/指標', 200);

  test.each([60, 80, 120, 200])(
    'fits into a terminal of %d columns, and cuts no number',
    (width) => {
      const lines = reportStory(told, width);
      expect(Math.max(...lines.map((line) => lineWidth(line)))).toBeLessThanOrEqual(width);
      const text = lines.map((line) => lineText(line)).join('\n');
      expect(text.match(/better/g)?.length).toBeGreaterThan(200);
      expect(text).toContain('0.9134');
    },
  );

  test('is all on the page and in the document, the primary metric first', async () => {
    const page = await reportPage(told, '');
    // Three tables have a head: metrics, gates, params.
    expect(elementsOf(page)).toMatchObject({ tr: 200 + 1 + 2 + 2 });
    expect(reportFile(told).metrics).toHaveLength(200);
    expect(reportFile(told).metrics[0]?.primary).toBe(true);
  });
});
