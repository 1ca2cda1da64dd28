import runViewSchema from '../../../schemas/run-view.schema.json' with { type: 'json' };
import { bySchema } from '../../support/by-schema.ts';
import { NO_POLICY } from '../../../app/domain/policy.ts';
import { explain } from '../../../app/github/commands/carry-out.ts';
import { commandLines } from '../../../app/github/commands/command-lines.ts';
import { parseCommands } from '../../../app/github/commands/parse-commands.ts';
import { quoted } from '../../../app/github/conversation.ts';
import { aggregateCheck } from '../../../app/reports/check/aggregate-check.ts';
import { annotationText } from '../../../app/reports/check/annotation-text.ts';
import { runCheck } from '../../../app/reports/check/run-check.ts';
import { stickyComment } from '../../../app/reports/comment/sticky-comment.ts';
import { scheduleIssue } from '../../../app/reports/issue/schedule-issue.ts';
import { lineText, type Line } from '../../../app/reports/layout/line.ts';
import { fencedLines } from '../../../app/reports/markdown/fenced-lines.ts';
import { inlineCode, inlineText } from '../../../app/reports/markdown/inline-text.ts';
import { mermaid } from '../../../app/reports/markdown/mermaid.ts';
import { comparisonLines } from '../../../app/reports/terminal/comparison-lines.ts';
import { endStory } from '../../../app/reports/terminal/end-story.ts';
import { runChanges } from '../../../app/reports/terminal/progress-lines.ts';
import { withoutEscapes } from '../../../text/escapes.ts';
import { printable, printableJson, visible } from '../../../text/printable.ts';
import { LONG_PLAN } from '../../reports/a-long-run.ts';
import { elementsOf, renderMarkdown } from '../../reports/render-markdown.ts';
import { obeyed } from '../../support/hostile-text.ts';
import { firstBroken, type Broken, type Doors } from '../door.ts';
import { anyOf, fromSchemas, fromTexts, fromValues } from '../draw/drawn.ts';
import { COMMENTS } from '../draw/comments.ts';
import { TEXTS } from '../draw/hostile-values.ts';
import { fromSchema } from '../draw/from-schema.ts';
import { brokenMarkdown } from '../laws/markdown.ts';

// prettier-ignore
const TOKENS = [
  '/mlp ', '/retrain ', '\n', '\r', '```', '~~~', '<!--', '-->', '=', '"', "'", '`', '@', '#1', '|', '\\', '<', '>', '&',
  '[', '](', ')', '![', '*', '_', '\u001B[', '\u009B', '\u202E', ' ', '&#64;', 'www.', 'http://', 'a=b ', '--k=v ', '$$', ':tada:',
];

/** What people write to us, and what we write with words of theirs in it. */
export function openComments(): Doors {
  const texts = fromTexts([...TEXTS, ...COMMENTS], TOKENS);
  return {
    isWell: () => takeComment(Buffer.from(COMMENTS[0] ?? '')),
    doors: {
      comment: { draw: fromTexts(COMMENTS, TOKENS), take: takeComment },
      words: { draw: texts, take: takeWords },
      terminal: { draw: texts, take: takeForTerminal },
      report: {
        draw: anyOf(
          fromSchemas([runViewSchema]),
          fromValues((chance) => fromSchema(runViewSchema, chance)),
        ),
        take: takeReport,
      },
    },
  };
}

function takeComment(input: Buffer): Broken {
  const comment = input.toString();
  const commands = parseCommands(comment);
  const answers = commands.map((command) =>
    command.type === 'unknown' || command.type === 'malformed'
      ? (explain(command, NO_POLICY).text ?? '')
      : `It says ${quoted(command.line)}.`,
  );
  return (
    firstBroken({
      'at most five': commands.length <= 5,
      // What a hidden comment keeps apart is read as it is shown: together.
      'no more than was written': commandLines(comment).join('\n').length <= comment.length,
      'nothing is polluted': !('polluted' in {}),
    }) ??
    // The table of commands is ours, and long.
    answers.map((text) => brokenMarkdown(text)).find((broken) => broken !== null) ??
    null
  );
}

function takeWords(input: Buffer): Broken {
  const text = input.toString();
  const fenced = `${fencedLines(text.split('\n').slice(0, 50))}\n\nafter`;
  const row = `| a | b |\n| - | - |\n| ${inlineText(text)} | ${inlineCode(text)} |`;
  const drawn = mermaid([{ id: text, label: text, needs: [text], look: 'good' }]);
  const { title, message } = annotationText(text.slice(0, 5000), text);
  return (
    brokenMarkdown(`It says ${inlineText(text)}.`) ??
    brokenMarkdown(row) ??
    brokenMarkdown(fenced) ??
    firstBroken({
      'a row stays one': (renderMarkdown(row).match(/<tr\b/g) ?? []).length === 2,
      'code ends where it ends': renderMarkdown(fenced).endsWith('<p>after</p>'),
      'a graph stays in its fence': !/`|<|>(?!\s)/.test(drawn.replaceAll('-->', '')),
      'an annotation is short': title.length <= 510 && Buffer.byteLength(message) <= 65_535,
      'quoted text is code': elementsOf(renderMarkdown(`x ${quoted(text)} y`)).length <= 2,
    })
  );
}

function takeForTerminal(input: Buffer): Broken {
  const text = input.toString();
  const shown = [printable(text), visible(text), printable(withoutEscapes(text))];
  const json = printableJson(JSON.stringify(text));
  return firstBroken({
    'nothing is obeyed': shown.every((each) => obeyed(each, false).length === 0),
    'nothing in JSON is obeyed': obeyed(json, false).length === 0,
    'JSON says the same': JSON.parse(json) === text,
  });
}

function takeReport(input: Buffer): Broken {
  const value = valueOf(input);
  const read = bySchema('run-view', value);
  if (!read.valid) return null;
  const view = read.value;
  if (![view.createdAt, view.startedAt, view.endedAt].every(isTime)) return null;
  const tails = new Map(view.steps.map(({ key, reason }) => [key, [key, reason ?? '']]));
  const plan = LONG_PLAN;
  const check = runCheck({ view, plan, tails });
  const comment = stickyComment([{ view, plan, tails, page: null }], {
    sha: 'a'.repeat(40),
    states: [],
  });
  const issue = scheduleIssue({
    pipeline: 'churn',
    run: { view, page: null },
    reason: null,
    failures: 2,
  });
  const all = aggregateCheck([{ type: 'run', view }]);
  const links = view.steps.flatMap(({ attempts }) =>
    attempts.flatMap(({ waitsAt }) => waitsAt ?? []),
  );
  const lines: readonly Line[] = [
    ...endStory({ view, plan, tails, all: true }, 100),
    ...runChanges(null, view, plan),
    ...comparisonLines({ view, other: view, differences: { files: null, steps: [] } }, 100),
  ];
  return (
    brokenMarkdown(check.summary, links) ??
    brokenMarkdown(comment.replaceAll(/```mermaid[^]*?\n```/g, ''), links) ??
    brokenMarkdown(issue.body, links) ??
    brokenMarkdown(all.summary, links) ??
    firstBroken({
      'a terminal obeys nothing': lines.every((each) => obeyed(lineText(each), false).length === 0),
      'a title is short': check.title.length <= 255,
    })
  );
}

/** The view's times are ours: its schema says less than `Date` does. */
function isTime(text: string | null): boolean {
  return text === null || !Number.isNaN(Date.parse(text));
}

function valueOf(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString());
  } catch {
    return null;
  }
}
