import { subscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import { WORKFLOW_PATH, workflowFile } from '../app/github/workflow/workflow-file.ts';
import type { SeededRepository } from '../test/doubles/github/people/seeded-repository.ts';
import { openWorld, type World } from './webhooks/open-world.ts';
import { recordedBodies, type Body, type Of } from './webhooks/recorded-bodies.ts';

/** One line of the table; `ratio` is ours / reference. */
export type WebhookBench = {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
};

const ROUNDS = 3;
const ROUND_MS = 2000;
const AT_ONCE = 16;
const PUSHES = 20;
/** Each may make no more than 75 checks and dispatches a minute. */
const INSTALLATIONS = 6;
const NOISE_PER_SECOND = 200;
const PIPELINE = 'name: churn\non: { push: {} }\nsteps:\n  train: { run: python train.py }\n';

/**
 * Webhooks taken a second, each written down for good, beside Probot with an empty handler. Then the time from the moment
 * when GitHub posts a `push` until it is asked to start the workflow: at rest, and under the webhooks of a busy
 * organisation beside at rest.
 */
export async function benchWebhooks(): Promise<WebhookBench[]> {
  const world = await openWorld();
  try {
    const taken = await benchTaking(world);
    const places = [];
    for (let number = 0; number < INSTALLATIONS; number += 1) {
      places.push(await makePlace(world, `acme-${number}`));
    }
    const pushes = new Pushes(world, places);
    await pushes.times(3);
    const rest = await pushes.times(PUSHES);
    const stop = makeNoise(world, noiseAround(places));
    const busy = await pushes.times(PUSHES);
    await stop();
    const line = (share: number, name: string) => {
      const [ours, reference] = [quantile(busy, share), quantile(rest, share)];
      return { name, unit: 'ms', ours, reference, ratio: ours / reference };
    };
    return [
      taken,
      line(0.5, `push to dispatch at ${NOISE_PER_SECOND} webhooks/s, beside at rest: p50`),
      line(0.99, `the same: p99 (of ${PUSHES}, the slowest)`),
    ];
  } finally {
    await world.close();
  }
}

/** What the App itself pushed asks GitHub nothing, so that nothing but taking is measured: signature, commit, working off. */
async function benchTaking({ post, ours, reference, app }: World): Promise<WebhookBench> {
  const of: Of = { installation: 1, id: 1, owner: 'acme', name: 'other' };
  const bodies = recordedBodies(['push'], [of]).map((each) => sentBy(each, app.record.bot));
  const rates: Record<'ours' | 'reference', number[]> = { ours: [], reference: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [who, url] of [
      ['ours', ours],
      ['reference', reference],
    ] as const) {
      const { taken, failed, ms } = await post({
        url,
        bodies,
        ms: ROUND_MS,
        pace: { atOnce: AT_ONCE },
      });
      if (failed > 0) throw new Error(`${failed} webhooks were not taken by ${url}`);
      rates[who].push((taken * 1000) / ms);
    }
  }
  const [mine, others] = [quantile(rates.ours, 0.5), quantile(rates.reference, 0.5)];
  return {
    name: 'pushes taken, beside Probot with an empty handler',
    unit: '/s',
    ours: mine,
    reference: others,
    ratio: mine / others,
  };
}

function sentBy(
  { event, body }: Body,
  { login, type }: { readonly login: string; readonly type: string },
): Body {
  return { event, body: JSON.stringify({ ...JSON.parse(body), sender: { login, type } }) };
}

type Place = { readonly repository: SeededRepository; readonly installation: number };

async function makePlace({ github, ours, app }: World, owner: string): Promise<Place> {
  const repository = github.repository(`${owner}/churn`, { collaborators: { ada: 'write' } });
  const workflow = workflowFile({ secrets: [], actionRef: 'a/b@v1', app: new URL(ours).origin });
  const files = { [WORKFLOW_PATH]: workflow, '.mlpipelines/churn.yml': PIPELINE };
  await repository.commit({ files });
  return { repository, installation: app.install([repository]) };
}

/** Pushes one after the other, and times until the first asks for a dispatch. */
class Pushes {
  readonly #world: World;
  readonly #places: readonly Place[];
  #count = 0;
  #dispatched: (at: number) => void = () => {};

  constructor(world: World, places: readonly Place[]) {
    this.#world = world;
    this.#places = places;
    subscribe('http.server.request.start', (message) => {
      const { request } = message as { readonly request: { readonly url: string } };
      if (request.url.endsWith('/dispatches')) this.#dispatched(Date.now());
    });
  }

  async times(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let made = 0; made < count; made += 1) times.push(await this.#push());
    return times;
  }

  async #push(): Promise<number> {
    this.#count += 1;
    const dispatched = new Promise<number>((resolve) => (this.#dispatched = resolve));
    const branch = `change-${this.#count}`;
    const place = this.#places[this.#count % this.#places.length];
    await place?.repository.commit({ branch, files: { 'a.txt': branch }, by: 'ada' });
    const at = await dispatched;
    const attempts = this.#world.github.deliveries.attempts();
    const posted = attempts.findLast(({ delivery }) => delivery.event === 'push');
    // What follows a dispatch belongs to no push.
    await sleep(200);
    return at - (posted?.at ?? Number.NaN);
  }
}

/** Comments and checks of the repositories that are pushed to, and of one more in each of their organisations. */
function noiseAround(places: readonly Place[]): readonly Body[] {
  const repositories = places.flatMap(({ installation, repository: { record } }) => {
    const { id, name, owner } = record;
    const same = { installation, id, owner: owner.login, name };
    return [same, { ...same, id: id + 1_000_000, name: 'other' }];
  });
  return recordedBodies(['issue_comment', 'check_run'], repositories);
}

/** Posts until the answer is called. */
function makeNoise({ post, ours: url }: World, bodies: readonly Body[]): () => Promise<void> {
  const over = new AbortController();
  const posting = (async () => {
    const pace = { perSecond: NOISE_PER_SECOND };
    while (!over.signal.aborted) {
      const { failed } = await post({ url, bodies, ms: 5000, pace });
      if (failed > 0) throw new Error(`${failed} webhooks were not taken`);
    }
  })();
  return () => {
    over.abort();
    return posting;
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
