import { CATALOGUE } from '../../app/cli/explain/catalogue.ts';
import type { Explanation } from '../../app/domain/explanation.ts';
import { fillPage } from './fill-page.ts';
import type { Generated } from './generated.ts';

/** Every code that `mlpipelines explain` knows, in its words. */
export async function troubleshooting(): Promise<Generated> {
  const chapters = CATALOGUE.map(({ title, where, codes }) =>
    [
      `## ${title}`,
      where,
      ...Object.entries(codes).map(([code, told]) => section(code, told)),
    ].join('\n\n'),
  );
  return fillPage('troubleshooting.md', 'codes', chapters.join('\n\n'));
}

function section(code: string, { says, means, fix }: Explanation): string {
  // A code block shows what Markdown would take for its own.
  return `### ${code}\n\n\`\`\`text\n${says}\n\`\`\`\n\n${means}\n\n**What to do:** ${fix}`;
}
