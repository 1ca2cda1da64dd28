import { sign } from '@octokit/webhooks-methods';
import { randomUUID } from 'node:crypto';
import { isMap, type Json } from '../../../app/domain/json.ts';
import type { Clock } from '../../../app/runtime/ports/clock.ts';
import { openTestIngress } from '../../github/open-ingress.ts';
import { RECORDED, rewritten } from '../../payloads/recorded-payloads.ts';
import { pick } from '../../support/mutate.ts';
import { realClock } from '../../support/real-clock.ts';
import { firstBroken, type Broken, type Door, type Doors } from '../door.ts';
import { fromValues } from '../draw/drawn.ts';
import { COMMENTS } from '../draw/comments.ts';
import { unless } from '../laws/unless.ts';

// prettier-ignore
const EVENTS = [
  'push', 'pull_request', 'merge_group', 'pull_request_review', 'issue_comment', 'repository', 'installation',
  'installation_repositories', 'workflow_run', 'workflow_job', 'check_run', 'check_suite',
  // Which nothing is done about.
  'issues', 'star', 'deployment_status', 'release', 'ping',
];

const PIPELINE = `name: fuzzed
on: { push: {}, pull_request: {}, command: [retrain], workflow_dispatch: {}, merge_group: {} }
params: { epochs: { type: number, default: 1 }, note: { type: string, default: a } }
steps: { only: { run: "true" } }
`;

type Ingress = Awaited<ReturnType<typeof openTestIngress>>;

/** Webhooks with a good signature, through Probot and the inbox to their handlers, which ask the stand-in for GitHub. */
export async function openWebhooks(): Promise<Doors> {
  const clock = new PassingClock();
  const ingress = await openTestIngress({ clock });
  const { repo, github } = ingress;
  repo.protect('main');
  const main = await repo.commit({ files: { '.mlpipelines/fuzzed.yml': PIPELINE }, by: 'ada' });
  const head = await repo.commit({ branch: 'changes', files: { 'a.txt': 'a' }, by: 'ada' });
  const pull = await github.user('ada').openPull(repo, { head: 'changes' });
  await worked(ingress, clock);
  const texts = new Map([
    ['Codertocat/Hello-World', 'acme/churn'],
    ['Hello-World', 'churn'],
    ['"login":"Codertocat"', '"login":"ada"'],
    ['186853002', String(repo.record.id)],
    ['6113728f27ae82c7b1a177c8d03f9e96e0adf246', main],
    ['ec26c3e57ca3a959ca5aad62de7213c562f8c821', head],
    ['"number":1,', `"number":${pull},`],
    ['"number":2,', `"number":${pull},`],
  ]);
  const doorOf = (event: string): Door => {
    const payloads = payloadsOf(event, texts, ingress.installation);
    return {
      draw: fromValues((chance) => withComment(pick(payloads, chance) ?? null, event, chance)),
      take: (input) => deliver(ingress, clock, event, input),
    };
  };
  return {
    isWell: () => pushed(ingress, clock),
    doors: Object.fromEntries(EVENTS.map((event) => [event, doorOf(event)])),
  };
}

/** Real time, that a test may let pass. */
class PassingClock implements Clock {
  #passed = 0;
  now = (): number => Date.now() + this.#passed;
  sleep: Clock['sleep'] = (ms, signal) => realClock.sleep(ms, signal);
  pass(ms: number): void {
    this.#passed += ms;
  }
}

function payloadsOf(
  event: string,
  texts: ReadonlyMap<string, string>,
  id: number,
): readonly Json[] {
  return RECORDED.filter((one) => one.event === event).map((one): Json => {
    const { payload } = rewritten(one, texts);
    const json: Json = JSON.parse(JSON.stringify({ ...payload, installation: { id } }));
    return json;
  });
}

/** What is said in a comment is the part of it that is acted upon. */
function withComment(payload: Json, event: string, chance: () => number): Json {
  if (event !== 'issue_comment' || chance() < 0.2) return payload;
  const { comment, issue, ...rest } = Object(payload);
  const body = pick(COMMENTS, chance) ?? '';
  return {
    ...rest,
    action: 'created',
    issue: { ...issue, state: 'open', pull_request: {} },
    comment: { ...comment, body },
  };
}

const HOUR = 3_600_000;
const MOST_TURNS = 12;

async function deliver(
  ingress: Ingress,
  clock: PassingClock,
  event: string,
  input: Buffer,
): Promise<Broken> {
  const { url, app, github, troubles } = ingress;
  troubles.length = 0;
  const body = input.toString();
  const headers = {
    'content-type': 'application/json',
    'x-github-delivery': randomUUID(),
    'x-github-event': event,
    'x-hub-signature-256': await sign(app.record.webhookSecret, body || ' '),
  };
  const answer = await fetch(`${url}/api/github/webhooks`, {
    method: 'POST',
    headers,
    body: body || ' ',
  });
  const said = await answer.text();
  const isOver = await worked(ingress, clock);
  const [asked] = github.problems();
  return firstBroken({
    [`it is no fault of the app's: ${answer.status} ${said.slice(0, 200)}`]:
      answer.status < 500 || !isDelivery(input),
    [`it comes to an end: ${troubles.at(-1)}`]: isOver,
    [`nothing fails of itself: ${troubles.find(isOwnFault)}`]: !troubles.some(isOwnFault),
    [`GitHub is asked what it knows: ${JSON.stringify(asked)}`]: asked === undefined,
    'nothing is polluted': !('polluted' in {}),
  });
}

/**
 * What Probot hands on. It fails itself for a payload that is no map, an action that is no text, and for an installation
 * that is no number, whose rights it asks for first: https://github.com/octokit/auth-app.js#authenticate-as-installation.
 * GitHub, which alone can sign, sends none of them.
 */
function isDelivery(input: Buffer): boolean {
  const payload = unless(SyntaxError, (): Json => JSON.parse(input.toString()));
  if (payload === null || !isMap(payload)) return false;
  const { installation = null, action = '' } = payload;
  if (typeof action !== 'string') return false;
  return installation === null || (isMap(installation) && Number.isSafeInteger(installation['id']));
}

/** Words of the engine or of a database, not of GitHub. */
function isOwnFault(trouble: string): boolean {
  return /undefined|is not a function|Cannot |Invalid |constraint|out of range|must be|syntax/i.test(
    trouble,
  );
}

/** Whether all that came in is worked off, however often it has to be tried; by then it is days later. */
async function worked({ github, ingress, store }: Ingress, clock: PassingClock): Promise<boolean> {
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    do await github.settled();
    while ((await ingress.workOnce()) > 0);
    if ((await store.queues.nextDueAt('delivery')) === null) return true;
    clock.pass(HOUR / 2);
  }
  return false;
}

let pushes = 0;

/** A push as anybody makes one starts its run. */
async function pushed(ingress: Ingress, clock: PassingClock): Promise<Broken> {
  pushes += 1;
  const sha = await ingress.repo.commit({ files: { 'n.txt': String(pushes) }, by: 'ada' });
  await worked(ingress, clock);
  const runs = await ingress.store.runs.list({ pipeline: null, open: false, limit: 5, sha });
  return firstBroken({ 'a good push starts its run': runs.length === 1 });
}
