import type { Explanation } from '../../domain/explanation.ts';
import { joinParts, line, span, type Line } from '../../reports/layout/line.ts';
import { wrap } from '../../reports/layout/wrap.ts';
import { closestName } from '../../../text/closest-name.ts';
import { shortened } from '../../../text/shortened.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { CATALOGUE, EXPLAINED, type Found } from '../explain/catalogue.ts';
import { printJson, printLines } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';

type Options = { readonly json?: true };

function explain(shell: Shell, asked: string | null, options: Options): ExitCode {
  const found = asked === null ? EXPLAINED : [findCode(asked)];
  const { columns } = terminalOf(shell.stdout, shell.env);
  if (options.json) printJson(shell, { format: 1, codes: found.map(document) });
  else if (asked === null) printLines(shell, listLines(columns));
  else
    printLines(
      shell,
      found.flatMap((each) => explanationLines(each, columns)),
    );
  return 0;
}

/** As it is read in messages: `cycle`, `error[cycle]`, `no baseline`. */
function findCode(asked: string): Found {
  const [, bracketed] = /\[([\w-]+)\]/.exec(asked) ?? [];
  const code = (bracketed ?? asked)
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  const found = EXPLAINED.find((each) => each.code === code);
  if (found !== undefined) return found;
  const near = nearCodes(code);
  throw new UsageError(
    `There is no code ${shortened(asked, LONGEST_ASKED)}.`,
    near.length === 0
      ? 'All of them: mlpipelines explain'
      : `Did you mean ${near.join(', ')}? All of them: mlpipelines explain`,
  );
}

const LONGEST_ASKED = 60;
const MOST_NEAR = 5;

/** The one that was most likely meant, then those that share a word with it. */
function nearCodes(code: string): readonly string[] {
  const codes = EXPLAINED.map((each) => each.code);
  const closest = closestName(code, codes);
  const words = code.split('-').filter((word) => word.length > 2);
  const sharing = codes.filter((each) => words.some((word) => each.split('-').includes(word)));
  return [...new Set([...(closest === null ? [] : [closest]), ...sharing])].slice(0, MOST_NEAR);
}

function listLines(columns: number): readonly Line[] {
  const longest = Math.max(...EXPLAINED.map(({ code }) => code.length));
  const width = Math.max(30, Math.min(columns, 120) - longest - 4);
  const row = ([code, { means }]: [string, Explanation]): readonly Line[] =>
    wrap(firstSentence(means), width).map((text, index) => [
      span(`  ${(index === 0 ? code : '').padEnd(longest)}  `),
      span(text, 'dim'),
    ]);
  const chapters = CATALOGUE.map(({ title, codes }) =>
    [line(title, 'strong')].concat(Object.entries(codes).flatMap(row)),
  );
  return [
    ...joinParts(chapters).slice(1),
    [],
    line('More about one: mlpipelines explain CODE', 'dim'),
  ];
}

function firstSentence(text: string): string {
  const end = text.indexOf('. ');
  return plain(end < 0 ? text : text.slice(0, end + 1));
}

function explanationLines({ code, chapter, told }: Found, columns: number): readonly Line[] {
  const width = Math.min(columns, 100);
  const text = (words: string) => wrap(plain(words), width - 2).map((each) => line(`  ${each}`));
  return [
    [span(code, 'strong'), span(`  ${chapter.title}`, 'dim')],
    [],
    ...wrap(told.says, width - 4).map((each) => line(`    ${each}`, 'accent')),
    [],
    ...text(told.means),
    [],
    line('What to do', 'strong'),
    ...text(told.fix),
  ];
}

function document({ code, chapter, told }: Found) {
  return { code, about: chapter.title, ...told };
}

/** A link of the page names the page. */
function plain(text: string): string {
  return text.replaceAll(/\[[^[\]]{1,200}\]\(([\w-]{1,100}\.md)\)/g, 'docs/$1');
}

export const explainCommand: CommandModule = {
  help: {
    summary: 'what a code in a message means, and what to do',
    description:
      'Explain a code that a message has, such as error[cycle] or oom: what it means and what to do. Without a code it lists them all. docs/troubleshooting.md has the same text.',
    examples: [
      ['mlpipelines explain cycle', 'a problem of a pipeline file'],
      ['mlpipelines explain oom', 'why an attempt failed'],
      ['mlpipelines explain', 'every code'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('[code]', 'as a message has it')
      .option('--json', 'one JSON document on stdout')
      .action((code: string | undefined, options: Options) =>
        shell.exit(explain(shell, code ?? null, options)),
      ),
};
