import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { decideConcurrency } from '../../app/engine/decide-concurrency.ts';
import type { decide } from '../../app/engine/decide.ts';
import type { HotRun } from '../../app/engine/state/hot-run.ts';
import type { indexPlan } from '../../app/engine/state/plan-index.ts';
import type { hotRunOf, replay } from '../../app/engine/replay.ts';
import type { startRun } from '../../app/engine/start-run.ts';
import type { reuse } from '../../app/engine/reuse.ts';

/** The kernel's face, so that the laws can be tried on the kernel and on spoiled copies of it alike. */
export type Engine = {
  readonly decide: typeof decide;
  readonly decideConcurrency: typeof decideConcurrency;
  readonly HotRun: typeof HotRun;
  readonly indexPlan: typeof indexPlan;
  readonly hotRunOf: typeof hotRunOf;
  readonly replay: typeof replay;
  readonly startRun: typeof startRun;
  readonly reuse: typeof reuse;
};

/** Loads the kernel from a folder that holds its sources. Node strips the types itself; no bundler in between. */
export function loadEngine(folder: string): Engine {
  const require = createRequire(import.meta.url);
  const part = (file: string): unknown => require(join(folder, file));
  return Object.assign(
    {},
    ...[
      'decide.ts',
      'decide-concurrency.ts',
      'state/hot-run.ts',
      'state/plan-index.ts',
      'replay.ts',
      'start-run.ts',
      'reuse.ts',
    ].map((file) => part(file)),
  ) as Engine;
}

/** Where the kernel lies. */
export const ENGINE_FOLDER = join(import.meta.dirname, '../../app/engine');
