import { describe, expect, onTestFinished, test } from 'vitest';
import type { Doors } from './door.ts';
import { fuzzOrder } from './fuzz-order.ts';
import { openComments } from './kinds/comments.ts';
import { openFiles } from './kinds/files.ts';
import { openManifests } from './kinds/manifests.ts';
import { openWebhooks } from './kinds/webhooks.ts';
import { openWire } from './kinds/wire.ts';
import { runFuzz, type Finding } from './run-fuzz.ts';
import { watchOver } from './rest.ts';

const KINDS: Readonly<Record<string, () => Doors | Promise<Doors>>> = {
  wire: openWire,
  webhooks: openWebhooks,
  files: openFiles,
  manifests: openManifests,
  comments: openComments,
};

const ORDER = fuzzOrder(Object.keys(KINDS));

describe('what strangers send', () => {
  test.each(ORDER.kinds)(
    '%s: nothing throws, nothing stalls, and all is well afterwards',
    { timeout: ORDER.timeoutMs },
    async (kind) => {
      const doors = await KINDS[kind]?.();
      if (doors === undefined) throw new Error(`There is no kind ${kind}.`);
      const again = `npm run soak -- --fuzz ${kind} --runs 1 --seed `;
      const watch = watchOver(again);
      onTestFinished(watch.close);
      const { seed, runs } = ORDER;
      const started = Date.now();
      const fuzzed = await runFuzz(doors, {
        seed,
        runs,
        until: started + ORDER.milliseconds,
        watch,
      });
      const seconds = (Date.now() - started) / 1000;
      console.log(
        `${kind}: ${fuzzed.count} inputs in ${seconds.toFixed(0)} s, ${(fuzzed.count / seconds).toFixed(0)} a second, the slowest ${fuzzed.slowestMs.toFixed(0)} ms`,
      );
      expect(fuzzed.findings.map((finding) => told(finding, again)).join('\n\n')).toBe('');
    },
  );
});

function told({ door, seed, broken, input }: Finding, again: string): string {
  const text = input.toString('utf8');
  const shown = input.equals(Buffer.from(text))
    ? JSON.stringify(text)
    : `base64 ${input.toString('base64')}`;
  return `${door}: ${broken.slice(0, 600)}\n  by ${shown.slice(0, 3000)}\n  again: ${again}${seed}`;
}
