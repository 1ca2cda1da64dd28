import { readFileSync } from 'node:fs';

/** What a page shows, so that a test can do it: what stands below one heading, up to the next of its rank. */
export type PageSection = {
  /** What its blocks of code hold, by the path that their first line names. */
  readonly files: Readonly<Record<string, string>>;
  /** Commands in their order, each with what the page says that it prints. */
  readonly sessions: readonly Shown[];
  readonly text: string;
};

export type Shown = {
  readonly args: readonly string[];
  /** Pieces of its output in their order; a line of dots between two stands for whatever the page leaves out. */
  readonly pieces: readonly string[];
};

/** The section of a page of `docs/` with this heading. */
export function readSection(page: string, heading: string): PageSection {
  const whole = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
  const sections = whole.split(/^## /m);
  const text = sections.find((section) => section.startsWith(`${heading}\n`));
  if (text === undefined) throw new Error(`${page} has no section ${heading}`);
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const files = blocks.flatMap(([, , code = '']): [string, string][] => {
    const [, path] = /^# (\S+\.\w+)\n/.exec(code) ?? [];
    return path === undefined ? [] : [[path, code]];
  });
  const sessions = blocks.flatMap(([, language, code = '']) =>
    language === 'console' ? readSession(code) : [],
  );
  return { files: Object.fromEntries(files), sessions, text };
}

function readSession(code: string): readonly Shown[] {
  return code
    .split(/^\$ mlpipelines /m)
    .slice(1)
    .map((each) => {
      const [command = '', ...lines] = each.split('\n');
      const pieces = lines.join('\n').split(/^…$/m);
      return {
        args: command.split(' '),
        pieces: pieces.map(withoutLayout).filter((piece) => piece !== ''),
      };
    });
}

/** A page may break a long line where it likes, and sets a table closer. */
export function withoutLayout(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
