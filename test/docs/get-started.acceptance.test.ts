import { expect, test } from 'vitest';
import { makeProject, type Project } from '../e2e/project.ts';
import { readSection, withoutLayout, type PageSection } from './documented-page.ts';

const PAGE = 'get-started.md';

/** Does what a section shows, in its order, and holds what is printed against what it says. */
async function play(project: Project, { sessions }: PageSection): Promise<void> {
  expect(sessions.length).toBeGreaterThan(2);
  for (const { args, pieces } of sessions) {
    const { stdout } = await project.cli(...args);
    const printed = withoutLayout(stdout);
    for (const piece of pieces) expect(printed).toContain(piece);
  }
}

test('on a laptop: init, run, and again from the cache, as the page says', async () => {
  const project = makeProject({ 'README.md': 'Mine.\n' });
  expect((await project.cli('init')).code).toBe(0);
  await play(project, readSection(PAGE, 'On your laptop'));
  for (const line of commandsOf(readSection(PAGE, 'On your laptop').text)) {
    expect([line, (await project.cli(...line.split(/\s+/))).stderr]).toEqual([line, '']);
  }
});

test('a pipeline of your own: a gate passes, and rejects a worse model, as the page says', async () => {
  const section = readSection(PAGE, 'A pipeline of your own');
  await play(makeProject(section.files), section);
});

/** What the last block of shell has them look at, without its comments. */
function commandsOf(text: string): readonly string[] {
  const block = text.split('```sh\n').at(-1)?.split('```')[0] ?? '';
  const lines = block.split('\n').filter((line) => line.startsWith('mlpipelines '));
  expect(lines.length).toBeGreaterThan(5);
  return lines.map((line) => line.replace('mlpipelines ', '').replace(/#.*/, '').trim());
}
