/**
 * `npm run demo`: the App on a stand-in for GitHub, both on this machine, and a story that leads through them: a push, a
 * pull request, `/retrain`, a broken pipeline file. Waits for a person between chapters if there is one.
 * `--check`: a browser does what the person would. `--screenshots DIR`: and keeps what it saw. `--log`: what the App logs.
 */
import { parseArgs } from 'node:util';
import { demoGuide } from './demo/demo-guide.ts';
import { narrate } from './demo/narrate.ts';
import { openDemo, type Demo } from './demo/open-demo.ts';
import { playInBrowser } from './demo/play-in-browser.ts';
import { tellStory, type Chapter } from './demo/story.ts';

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    screenshots: { type: 'string' },
    log: { type: 'boolean', default: false },
  },
});

let chapters: readonly Chapter[] = [];
const log = (line: string) => void (values.log && process.stderr.write(line));
const demo = await openDemo(() => demoGuide(() => chapters), log);
chapters = tellStory(demo);
const interrupted = new Promise<void>((resolve) => process.once('SIGINT', () => resolve()));
try {
  await Promise.race([play(), interrupted]);
  complainOf(demo);
} finally {
  await demo.world.close();
}
process.exit();

function play(): Promise<void> {
  if (values.check) return playInBrowser(demo, chapters, values.screenshots ?? null);
  return narrate(demo, chapters);
}

/** The stand-in holds every request of the App against GitHub's description. */
function complainOf({ github }: Demo): void {
  const problems = github.problems();
  if (problems.length === 0) return;
  console.error('Requests that GitHub would not understand:', problems);
  process.exitCode = 1;
}
