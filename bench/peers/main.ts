/**
 * `node bench/peers/main.ts VENVS [--only luigi,airflow] [--rounds 1] [--limit 300]`: steps that do next to nothing, by other
 * tools and by ours, one after the other in one run. By hand: it takes up to an hour.
 *
 * VENVS is a folder with a Python environment for each tool, named as it is here. Its README says how to make them.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measure, type Measured } from './measure.ts';
import { peersIn, type Peer } from './peers.ts';
import { SHAPES, type Shape } from './shapes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '1' },
    limit: { type: 'string', default: '300' },
  },
});
const [venvs] = positionals;
if (venvs === undefined) {
  console.error(
    'Name the folder with the Python environments: bench/peers/README.md says how to make it.',
  );
  process.exit(2);
}

const only = values.only.split(',').filter(Boolean);
const peers = peersIn(resolve(venvs)).filter(
  ({ name }) => only.length === 0 || only.some((each) => name.toLowerCase().startsWith(each)),
);
console.log(`| tool | version | ${SHAPES.map(({ name }) => name).join(' | ')} |`);
console.log(`| --- | --- |${SHAPES.map(() => ' --- |').join('')}`);
for (const peer of peers) {
  const cells: string[] = [];
  for (const shape of SHAPES) {
    cells.push(await roundsOf(peer, shape));
    console.error(`${peer.name}, ${shape.name}: ${cells.at(-1)}`);
  }
  console.log(`| ${peer.name} | ${versionOf(peer)} | ${cells.join(' | ')} |`);
}

async function roundsOf(peer: Peer, shape: Shape): Promise<string> {
  const rounds: Measured[] = [];
  while (rounds.length < Number(values.rounds) && rounds.every(({ state }) => state === 'ended')) {
    rounds.push(await oneRound(peer, shape));
  }
  const bad = rounds.find(({ state }) => state !== 'ended');
  if (bad?.state === 'too-long') return `over ${values.limit} s`;
  if (bad?.state === 'failed') {
    console.error(`${peer.name}, ${shape.name}: ${bad.message}`);
    return 'failed';
  }
  const ended = rounds.filter((round) => round.state === 'ended');
  const [middle] = ended
    .toSorted((one, other) => one.seconds - other.seconds)
    .slice(Math.floor(ended.length / 2));
  return middle === undefined
    ? '-'
    : `${middle.seconds.toFixed(1)} s (${middle.processor.toFixed(1)} s), ${middle.peakMb} MB`;
}

/** In a folder of its own: nothing of an earlier run is there to be reused. */
async function oneRound(peer: Peer, shape: Shape): Promise<Measured> {
  const root = mkdtempSync(join(tmpdir(), 'mlp-peers-'));
  try {
    mkdirSync(join(root, 'out'));
    peer.write(root, shape);
    const env = { ...environment(root), ...placed(peer.env, root) };
    for (const { file, args } of peer.prepare) {
      execFileSync(file, [...args], { cwd: root, env, stdio: 'pipe' });
    }
    const given = { ...env, COUNT: String(shape.count), SHAPE: shape.shape };
    const limitSeconds = Number(values.limit);
    const measured = await measure(peer.command, { cwd: root, env: given, limitSeconds });
    const made = readdirSync(join(root, 'out')).length;
    if (measured.state !== 'ended' || made === shape.count) return measured;
    return { state: 'failed', message: `${made} of ${shape.count} files are there` };
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Nobody's settings, and no folder of the user. */
function environment(root: string): Readonly<Record<string, string>> {
  const { PATH = '' } = process.env;
  return { PATH, HOME: root, LANG: 'C.UTF-8', TMPDIR: tmpdir() };
}

/** `home` is a folder in that of the run: these programs want a whole path. */
function placed(env: Peer['env'], root: string): Readonly<Record<string, string>> {
  const whole = (text: string) => (text === 'home' || text === '.' ? resolve(root, text) : text);
  return Object.fromEntries(Object.entries(env).map(([name, text]) => [name, whole(text)]));
}

function versionOf({ version: { file, args } }: Peer): string {
  const [first = ''] = execFileSync(file, [...args], { encoding: 'utf8' }).split('\n');
  return first;
}
