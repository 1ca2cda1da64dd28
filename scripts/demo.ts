/**
 * `npm run demo`: the App on a stand-in for GitHub, both on this machine, and a story that leads through them: a push, a
 * pull request, `/retrain`, a broken pipeline file, a merge that deploys what was tested, a rollback, a monitor that rejects
 * production and has it trained again, a training on a GPU machine. Waits for a person between chapters if there is one. `--interrupt`: that machine is taken away in mid-training.
 * `--check`: a browser does what the person would. `--screenshots DIR`: and keeps what it saw. `--log`: what the App logs.
 */
import { parseArgs } from 'node:util';
import { demoGuide } from './demo/play/demo-guide.ts';
import { lacksForMachines } from './demo/world/lacks-for-machines.ts';
import { narrate } from './demo/play/narrate.ts';
import { openDemo, type Demo } from './demo/world/open-demo.ts';
import { playInBrowser } from './demo/play/play-in-browser.ts';
import type { Chapter } from './demo/chapter.ts';
import { tellStory } from './demo/story.ts';

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    screenshots: { type: 'string' },
    interrupt: { type: 'boolean', default: false },
    log: { type: 'boolean', default: false },
  },
});

let chapters: readonly Chapter[] = [];
const log = (line: string) => void (values.log && process.stderr.write(line));
const lacks = lacksForMachines();
if (lacks.length > 0) tellLacks();
const demo = await openDemo(() => demoGuide(() => chapters), { log, machines: lacks.length === 0 });
chapters = tellStory(demo, values.interrupt);
const interrupted = new Promise<void>((resolve) => process.once('SIGINT', () => resolve()));
try {
  await Promise.race([play(), interrupted]);
  complainOf(demo);
} finally {
  await demo.close();
}
process.exit();

function play(): Promise<void> {
  const { check, screenshots: folder = null, interrupt: isInterrupted } = values;
  if (check) return playInBrowser(demo, chapters, { folder, isInterrupted });
  return narrate(demo, chapters);
}

/** Who asked for that very chapter, or for proof, is not given less. */
function tellLacks(): void {
  console.error(
    `Machines need ${lacks.join(', ')}, which is not installed here: the chapter about them is left out.`,
  );
  if (values.check || values.interrupt) process.exit(1);
}

/** The stand-in holds every request of the App against GitHub's description. */
function complainOf({ github }: Demo): void {
  const problems = github.problems();
  if (problems.length === 0) return;
  console.error('Requests that GitHub would not understand:', problems);
  process.exitCode = 1;
}
