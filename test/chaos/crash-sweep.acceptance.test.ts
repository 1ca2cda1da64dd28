import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publishAction } from '../loopback/published-action.ts';
import { crashAt, playCalmly, type Moment } from './crash.ts';
import { inChaos, type Chaos } from './open-chaos.ts';

/**
 * MLP_SWEEP=full: every moment, jobs as processes by the bundled action. Left out: one moment for each kind of request,
 * jobs in this process.
 */
const isFull = process.env['MLP_SWEEP'] === 'full';
/** Most of a world's life is waiting. */
const WORLDS = 3;

test('killed at any request to GitHub and started again, the App ends a pull request’s run as ever', async () => {
  const folder = isFull ? mkdtempSync(join(tmpdir(), 'mlp-action-')) : null;
  const published = folder === null ? null : await publishAction(folder);
  const { operations, state } = await inChaos({ app: 'child', published }, playCalmly);
  const moments = isFull ? everyMoment(operations.length) : someMoments(operations);
  const met: string[] = [];
  const failures: unknown[] = [];
  const left = [...moments];
  const began = Date.now();
  const sweep = async (world: Chaos): Promise<void> => {
    for (let moment = left.shift(); moment !== undefined; moment = left.shift()) {
      const at = `${moment.when} request ${moment.k}`;
      try {
        const operation = await crashAt(world, moment, state);
        if (operation !== null) met.push(`${at}: ${operation}`);
      } catch (error) {
        failures.push(new Error(`killed ${at}`, { cause: error }));
        // It may be broken: the others go on.
        return;
      }
    }
  };
  await Promise.all(
    Array.from({ length: WORLDS }, () => inChaos({ app: 'child', published }, sweep)),
  );
  const seconds = Math.round((Date.now() - began) / 1000);
  const list = met.sort((a, b) => numberIn(a) - numberIn(b)).join('\n  ');
  console.log(
    `A calm run asks GitHub ${operations.length} times. Killed at ${met.length} moments in ${seconds} s:\n  ${list}`,
  );
  if (folder !== null) rmSync(folder, { recursive: true });
  expect(failures).toEqual([]);
  // The last ones may not come: how often a check is updated is a matter of time.
  expect(met.length).toBeGreaterThan(moments.length - 6);
});

const READS = /^graphql$|\/get-|\/list-/;

function everyMoment(requests: number): readonly Moment[] {
  return Array.from({ length: requests }, (_, index) => index + 1).flatMap((k) => [
    { k, when: 'before' },
    { k, when: 'after' },
  ]);
}

/** What only asks is killed before, what changes something after: GitHub has done it, and the App does not know. */
function someMoments(operations: readonly string[]): readonly Moment[] {
  const kinds = new Map<string, number>();
  operations.forEach((operation, index) => {
    if (!kinds.has(operation)) kinds.set(operation, index + 1);
  });
  return [...kinds].map(([operation, k]) => ({
    k,
    when: READS.test(operation) ? 'before' : 'after',
  }));
}

function numberIn(text: string): number {
  return Number(/\d+/.exec(text)?.[0]);
}
