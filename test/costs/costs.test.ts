import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { costsOfRun } from '../../app/costs/costs-of-run.ts';
import { groupCosts } from '../../app/costs/group-costs.ts';
import { runCost } from '../../app/costs/run-cost.ts';
import { tryCosts, type CostRoom } from './try-costs.ts';

test('every attempt costs the sum of its parts, each as its facts say, and so does every group', () => {
  tryCosts({ costsOfRun, groupCosts, runCost }, 300);
});

/** A fault in a copy of the room: what it breaks, the file, a text that stands in it once, and what stands there then. */
const MUTANTS: readonly (readonly [string, string, string, string])[] = [
  ['what is unknown is free', 'cost.ts', 'unknown: 1 }', 'unknown: 0 }'],
  [
    'the disk is forgotten',
    'cost-of-machine.ts',
    "    costOfPart('disk', during(disk.size)),\n",
    '',
  ],
  ['the address is forgotten', 'cost-of-machine.ts', 'isPublic ? ADDRESS_USD_HOUR : 0', '0'],
  ['an address nobody looked for is free', 'cost-of-machine.ts', 'return null;', 'return 0;'],
  [
    'EC2 takes nothing back',
    'cost-of-machine.ts',
    "costOfPart('machine', isFree ? 0 : ",
    "costOfPart('machine', ",
  ],
  ['on demand is given back too', 'cost-of-machine.ts', "instance?.market === 'spot' && ", ''],
  ['what we ended is given back', 'cost-of-machine.ts', '&& isTaken &&', '&&'],
  ['later than an hour is given back', 'cost-of-machine.ts', ' && paidMs < HOUR_MS', ''],
  ['a second is billed as a second', 'cost-of-machine.ts', 'Math.max(paidMs, MINUTE_MS)', 'paidMs'],
  [
    'what is gone costs on',
    'cost-of-machine.ts',
    "machine.state.type === 'gone' ? machine.stateAt : now",
    'now',
  ],
  ['boot is no idle time', 'cost-of-machine.ts', 'Math.max(work.from, paid.from)', 'paid.from'],
  [
    'only the last machine is paid',
    'costs-of-run.ts',
    'machines.map((machine) =>',
    'machines.slice(-1).map((machine) =>',
  ],
  ['a step worked on all machines', 'costs-of-run.ts', 'machine === last ? work : null', 'work'],
  ['minutes are not rounded', 'cost-of-job.ts', 'Math.ceil(ms / MINUTE_MS)', 'ms / MINUTE_MS'],
  ['public repositories pay', 'cost-of-job.ts', 'isPublic ? 0 : ', ''],
  ['a job of a second is free', 'cost-of-job.ts', 'Math.max(1, ', 'Math.max(0, '],
  [
    'a label of anybody’s is free',
    'cost-of-job.ts',
    "costOfPart('other-runner', null)",
    "costOfPart('other-runner', 0)",
  ],
  ['every attempt pays the judge', 'costs-of-run.ts', ' || row.attempt !== number', ''],
  ['silent calls are free', 'costs-of-run.ts', 'unsaid > 0', 'unsaid < 0'],
  ['cells are one attempt', 'run-cost.ts', 'attempts: attempts.length,', 'attempts: 1,'],
  [
    'groups keep their first run',
    'group-costs.ts',
    'members.map(({ step }) => step.cost)',
    'members.slice(0, 1).map(({ step }) => step.cost)',
  ],
];

test.each(MUTANTS)('a copy in which %s breaks the law', async (_, file, from, to) => {
  const room = await spoiled({ file, from, to });
  expect(() => tryCosts(room, 300)).toThrow();
});

const ROOT = join(import.meta.dirname, '../..');

async function spoiled(fault: {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}): Promise<CostRoom> {
  const folder = await mkdtemp(join(tmpdir(), 'mlp-mutant-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(ROOT, 'app/costs'), join(folder, 'app/costs'), { recursive: true });
  await symlink(join(ROOT, 'app/domain'), join(folder, 'app/domain'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const path = join(folder, 'app/costs', fault.file);
  const pieces = (await readFile(path, 'utf8')).split(fault.from);
  if (pieces.length !== 2) throw new Error(`${fault.file} has ${pieces.length - 1} places.`);
  await writeFile(path, pieces.join(fault.to));
  const require = createRequire(import.meta.url);
  const files = ['costs-of-run.ts', 'group-costs.ts', 'run-cost.ts'];
  return Object.assign(
    {},
    ...files.map((each): unknown => require(join(folder, 'app/costs', each))),
  ) as CostRoom;
}
