import type { RatesOf } from '../../app/runtime/costs/estimate-of-run.ts';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openApprovals } from '../../app/github/approvals/open-approvals.ts';
import { openStore } from '../../app/store/open-store.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import type { IngressDeps } from '../../app/github/ingress-deps.ts';
import type { JsonMap } from '../../app/domain/json.ts';
import { createHandlers } from '../../app/github/events/create-handlers.ts';
import { trimPayload } from '../../app/github/inbox/trim-payload.ts';
import { MOST_GENERATIONS } from '../../app/github/publish/check/generations.ts';
import { isMessage } from '../../app/github/message.ts';
import type {
  Authorship,
  Config,
  GitHubApi,
  Permission,
  Pull,
} from '../../app/github/reads/api-port.ts';
import type { Change } from '../../app/runtime/ports/store.ts';
import type { Pusher } from '../../app/runtime/ports/provenance.ts';
import { openCompiler } from '../../app/triggers/compiling/compiler.ts';
import { compilingFor } from '../../app/triggers/compiling/compiling.ts';
import { PipelineFiles } from '../../app/triggers/pipeline-files.ts';
import { aPlace } from '../support/hosted.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { openRuntime } from '../support/open-runtime.ts';

export const ADA = { id: 1, login: 'ada', isBot: false };
export const CAT = { id: 2, login: 'cat', isBot: false };
const PEOPLE = [ADA, CAT];
export const HEAD = 'a'.repeat(40);
export const MAIN = 'd'.repeat(40);
export const PLACE = aPlace(7);
export const PULL: Pull = {
  number: 7,
  isOpen: true,
  author: ADA,
  headSha: HEAD,
  headRef: 'topic',
  headRepository: PLACE.repository.id,
  base: 'main',
  baseSha: 'b'.repeat(40),
};

export type PlainGitHub = {
  /** Pipeline files of the head and of the default branch, by their names. */
  readonly files?: Readonly<Record<string, string>>;
  /** Those of the default branch, where they are others. */
  readonly granting?: Readonly<Record<string, string>>;
  /** Of the default branch. */
  readonly policy?: string;
  /** Left out: write. */
  readonly permissions?: Readonly<Record<string, Permission>>;
  readonly authors?: Partial<Authorship> | null;
  /** Left out: what steps cost is not asked. */
  readonly ratesOf?: RatesOf;
  /** Who pushed the head, and main; null: nobody saw it. */
  readonly pusher?: Pusher | null;
  /** What else GitHub answers, or answers otherwise. */
  readonly api?: Partial<GitHubApi>;
  /** How the commit's configuration is otherwise; null: there is no such repository. */
  readonly config?: Partial<Config> | null;
  readonly deps?: Partial<IngressDeps>;
};

/** What deliveries and commands are worked off with where GitHub is plain answers: runs, store and compiler are real. */
export async function openPlainGitHub(given: PlainGitHub = {}) {
  const { files = {}, granting = files, pusher = ADA } = given;
  const clock = new ManualClock(Date.parse('2026-05-01T12:00:00Z'));
  const around = { store: await openStore({ sqliteFile: join(freshFolder(), 'state.db') }), clock };
  const approvals = openApprovals({ ...around, api: () => api });
  const opened = await openRuntime({
    ...(given.ratesOf !== undefined && { ratesOf: given.ratesOf }),
    scope: 'all',
    ...around,
    approvals,
  });
  const { store, runtime } = opened;
  onTestFinished(() => store.close());
  const { repository } = PLACE;
  if (pusher !== null) {
    const pushed = { type: 'head.pushed', repository: repository.id, by: pusher, at: 1 } as const;
    await store.commit([
      { ...pushed, sha: HEAD },
      { ...pushed, sha: MAIN },
    ]);
  }
  const compiler = openCompiler();
  onTestFinished(() => compiler.close());
  const compiling = compilingFor(compiler, 'acme/churn');
  const filesOf = (texts: Readonly<Record<string, string>>) => {
    const found = Object.entries(texts).map(([name, text]) => {
      return { file: `.mlpipelines/${name}.yml`, text, trouble: null };
    });
    return new PipelineFiles(found, compiling);
  };
  const file = '.github/mlpipelines.yml';
  const policy = given.policy === undefined ? null : { file, text: given.policy, trouble: null };
  const config: Config = {
    defaultBranch: 'main',
    defaultSha: MAIN,
    head: filesOf(files),
    granting: filesOf(granting),
    grantedBy: 'main',
    policy,
    headPolicy: null,
    compiling,
    pull: null,
    ...given.config,
  };
  const asked: string[] = [];
  const readConfig: GitHubApi['readConfig'] = async (_, { sha, base }) => {
    asked.push(base === null ? sha : `${sha} into ${base}`);
    return given.config === null ? null : config;
  };
  const api: GitHubApi = { ...answersOf(given), readConfig, ...given.api };
  const deps: IngressDeps = {
    runtime,
    store,
    clock,
    clients: {} as IngressDeps['clients'],
    api: () => api,
    host: { heard: async () => {} },
    hold: null,
    pageOf: () => null,
    pageOfAudit: ({ owner, name }) => `https://mlp.example/repos/${owner}/${name}/audit`,
    self: 'mlpipelines[bot]',
    ...given.deps,
  };
  const handlers = createHandlers(deps);
  return {
    ...opened,
    clock,
    config,
    api,
    deps,
    /** Works until approvals that were given have been looked at again. */
    checked: (run: string) =>
      opened.until(run, async () => {
        const pending = await store.outbox.pending(run);
        return pending.every(({ effect }) => effect.kind !== 'approvals.check');
      }),
    /** Commits whose files were asked for. */
    asked,
    runs: () => store.runs.list({ pipeline: null, open: false, limit: 100 }),
    /** What becomes of a delivery: it is kept, and given back. */
    heard: async (event: string, payload: JsonMap, part: { tries?: number; id?: string } = {}) => {
      const handle = handlers[event];
      if (handle === undefined) throw new Error(`nothing hears ${event}`);
      const about = { id: 'x', installation: 1, event, tries: 1, at: clock.now(), ...part };
      const changes = await handle({ ...about, payload: trimPayload(event, payload) });
      await store.commit(changes);
      return changes;
    },
    /** As if the check of the head had been begun anew as often as it may be. */
    spend: async () => {
      const { publications } = store;
      await publications.touch([{ target: { type: 'aggregate', repository, sha: HEAD } }], 1);
      const [leased] = await publications.lease(1, 2, 1);
      if (leased === undefined) throw new Error('nothing is to be published');
      const state = { ...leased.state, generation: MOST_GENERATIONS };
      await publications.release({ ...leased, state }, null, 1);
    },
  };
}

/** What changes tell those who publish. */
export function messagesIn(changes: readonly Change[]) {
  return changes.flatMap((change) => {
    if (change.type !== 'queue.add' || change.topic !== 'notice') return [];
    return isMessage(change.item.body) ? [change.item.body] : [];
  });
}

function answersOf({ permissions = {}, authors = {} }: PlainGitHub): Omit<GitHubApi, 'readConfig'> {
  const whose = { hands: new Set([ADA.id]), openers: new Set([ADA.id]) };
  const made = { ...whose, commits: [HEAD], isOfGitHub: false };
  const named = authors && { ...made, hasPeople: true, hasUnknown: false, ...authors };
  return {
    compare: async () => null,
    firstParents: async () => [],
    tree: async () => null,
    permission: async (_, { login }) => permissions[login] ?? 'write',
    loginOf: async ({ login }) => login,
    personCalled: async (login) => PEOPLE.find((each) => each.login === login) ?? null,
    hasBranch: async () => false,
    protection: async () => 'none',
    pull: async () => PULL,
    pullsOf: async () => [],
    pullsOfGroup: async () => 'not-seen',
    authors: async () => named,
    reviews: async () => [],
    membership: async () => 'none',
  };
}
