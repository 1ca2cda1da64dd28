import { join } from 'node:path';
import { isMap, type Json } from '../../../app/domain/json.ts';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import { STORE_FILE } from '../../../app/server/state-files.ts';
import { openStore } from '../../../app/store/open-store.ts';
import type { Demo } from '../world/open-demo.ts';

const MODEL = 'penguins';
const MOST = 20;

/** A reason to doubt that the rejection started the training, which is compared with production and waits; null: there is none. */
export function doubtOfRetraining(demo: Demo): Promise<string | null> {
  return reading(demo, async (kept) => {
    const { monitor, training } = await newestRuns(kept);
    if (monitor === null || training === null) return 'a run of the two pipelines is missing';
    const { version } = (await kept.production()) ?? {};
    return firstDoubt([
      [monitor.scheduledAt !== undefined, 'no schedule started the monitor'],
      [monitor.status === 'rejected', `the monitor ended ${monitor.status}`],
      [
        (await kept.inputOf(monitor, 'watch', 'production')) === version,
        'the monitor did not look at the version in production',
      ],
      [
        training.trigger === 'pipeline' && starterOf(training) === monitor.id,
        `the training was started by ${training.trigger}, not by the rejected run`,
      ],
      [
        (await kept.inputOf(training, 'evaluate', 'champion')) === version,
        'the training was not held against the version in production',
      ],
      [version === 1, `production is v${version} though nobody approved another`],
      [training.counts.approvals === 1, 'the promotion does not wait for its review'],
    ]);
  });
}

/** A reason to doubt that the reviewed model is in production, and that the monitor passes with it; null: there is none. */
export function doubtOfCircle(demo: Demo, reviewer: number): Promise<string | null> {
  return reading(demo, async (kept) => {
    const { monitor, training } = await newestRuns(kept);
    if (monitor === null || training === null) return 'a run of the two pipelines is missing';
    const production = await kept.production();
    return firstDoubt([
      [production?.version === 2, `production is v${production?.version}`],
      [production?.run === training.id, 'another run moved production'],
      [
        (await kept.approversOfMove()).includes(reviewer),
        'the audit does not name the reviewer of the version in production',
      ],
      [monitor.status === 'succeeded', `the monitor ended ${monitor.status}`],
      [
        (await kept.inputOf(monitor, 'watch', 'production')) === 2,
        'the monitor did not look at the new version',
      ],
    ]);
  });
}

type Claim = readonly [holds: boolean, otherwise: string];

function firstDoubt(claims: readonly Claim[]): string | null {
  return claims.find(([holds]) => !holds)?.[1] ?? null;
}

type Kept = ReturnType<typeof keptIn>;

/** From the App's store, beside it. */
async function reading(demo: Demo, ask: (kept: Kept) => Promise<string | null>) {
  const store = await openStore({ sqliteFile: join(demo.world.config.state, STORE_FILE) });
  try {
    return await ask(keptIn(store, demo.watched.repository.record.id));
  } finally {
    await store.close();
  }
}

function keptIn(store: Store, repository: number) {
  return {
    newest: async (pipeline: string): Promise<RunHeader | null> => {
      const page = { pipeline, open: false, limit: MOST, repository };
      return (await store.runs.list(page))[0] ?? null;
    },
    production: () => store.registry.alias(MODEL, 'production', `${repository}`),
    /** Whose approvals the audit has for the last move of an alias. */
    approversOfMove: async () => {
      const audit = await store.audits.list({ repository, first: 'newest', limit: 100 });
      const moved = audit.find(
        ({ about }) => about.type === 'alias.move' && about.alias === 'production',
      );
      return (moved?.evidence.approvals ?? []).map(({ byId }) => byId);
    },
    /** The version that an input of a step was bound to when the run was made. */
    inputOf: async ({ plan: digest }: RunHeader, step: string, input: string) => {
      const plan = await store.runs.plan(digest);
      const found = plan?.steps.find(({ id }) => id === step)?.inputs[input];
      return found !== undefined && 'frozen' in found ? (found.frozen?.version ?? null) : null;
    },
  };
}

async function newestRuns({ newest }: Kept) {
  return { monitor: await newest('monitor'), training: await newest('penguins') };
}

/** The run that this one was started after. */
function starterOf({ github: { event } }: RunHeader): Json {
  const run = isMap(event) ? event['pipeline_run'] : null;
  return (isMap(run) ? run['id'] : null) ?? null;
}
