import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import type { Demo } from '../world/open-demo.ts';
import type { Chapter } from '../chapter.ts';
import { waitFor } from './wait-for.ts';

/** Tells the story in the terminal; a person who is there is asked before each chapter, and may go on by themselves. */
export async function narrate(demo: Demo, chapters: readonly Chapter[]): Promise<void> {
  const { github } = demo;
  const isWatched = process.stdin.isTTY && process.stdout.isTTY;
  say(`A stand-in for GitHub: ${github.url}`);
  console.log(`The App that works on it:  ${demo.world.config.url}`);
  if (isWatched) console.log('Everything below can also be clicked there.');
  for (const [index, chapter] of chapters.entries()) {
    say(`${index + 1}. ${chapter.title}`);
    console.log(wrapped(chapter.text));
    if (chapter.page() === null) {
      if (isWatched) await enter(`Enter: ${chapter.label}`);
      if (chapter.page() === null) await chapter.begin();
    }
    await waitFor(chapter);
    sayWhere(demo, chapter);
  }
  if (!isWatched) {
    say(
      'That was all, and its pages are gone. In a terminal the demo waits at each, for you to look.',
    );
    return;
  }
  say('Yours to try: comment, push, break things.');
  console.log(`  git clone ${demo.pushAddress('maintainer')}\n  ${github.url}/acme/penguins\n`);
  await enter('Enter ends the demo, and nothing of it stays');
}

function say(text: string): void {
  console.log(`\n${styleText('bold', `▌ ${text}`)}\n`);
}

function sayWhere({ github }: Demo, { page, alsoAt = [] }: Chapter): void {
  console.log(`${styleText('green', '✓')} ${github.url}${page() ?? ''}`);
  for (const { label, href } of alsoAt) console.log(`  ${label}: ${href}`);
}

async function enter(question: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // A terminal that is asked keeps Ctrl-C to itself, and would end the demo with everything still open.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  await terminal.question(styleText('dim', `${question} ⏎ `));
  terminal.close();
}

const WIDTH = 90;

function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = `${lines.at(-1)} ${word}`.trim();
    if (line.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines.join('\n');
}
