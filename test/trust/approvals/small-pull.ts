import type { GitHubApi, Config, Review } from '../../../app/github/reads/api-port.ts';
import type { Compiling } from '../../../app/triggers/compiling/compiling.ts';
import { PipelineFiles } from '../../../app/triggers/pipeline-files.ts';
import type { Main } from './oracle-of-approvals.ts';

export const HEAD = 'a'.repeat(40);
/** The head of the default branch. */
export const MAIN = 'd'.repeat(40);
export const PULL = 7;
export const ADMINISTRATORS: readonly string[] = ['dan'];
/** GitHub's numbers of people are not their names. */
export const idOf = (login: string): number => 10 + login.length * 100 + login.charCodeAt(0);
export const personOf = (login: string) => ({
  id: idOf(login),
  login,
  isBot: login.endsWith('[bot]'),
});

/** One pull request of one repository, as GitHub would show it now. */
export class SmallPull {
  head = HEAD;
  base = 'main';
  main: Main;
  readonly hands: readonly string[];
  readonly byBot: boolean;
  readonly readers = new Set<string>(['eve']);
  readonly team = new Set<string>(['cat', 'dan']);
  readonly reviews: Review[] = [];

  constructor(given: { main: Main; hands: readonly string[]; byBot: boolean }) {
    this.main = given.main;
    this.hands = given.hands;
    this.byBot = given.byBot;
  }

  api(compiling: Compiling): GitHubApi {
    return {
      readConfig: async (_, { sha }) => this.#config(compiling, sha === 'HEAD'),
      compare: async () => null,
      firstParents: async () => [],
      tree: async () => null,
      permission: async (_, { login }) => this.#permission(login),
      loginOf: async ({ login }) => login,
      personCalled: async (login) => personOf(login),
      hasBranch: async () => false,
      protection: async () => 'restricted',
      pull: async (_, number) => ({
        number,
        isOpen: true,
        author: personOf('ada'),
        headSha: this.head,
        headRef: 'topic',
        headRepository: 1,
        base: this.base,
        baseSha: 'b'.repeat(40),
      }),
      pullsOf: async () => [{ number: PULL, isMerge: false, base: this.base }],
      pullsOfGroup: async () => 'not-seen',
      authors: async () => ({
        hands: new Set(this.hands.map(idOf)),
        openers: new Set<number>(),
        commits: [HEAD],
        hasPeople: !this.byBot,
        hasUnknown: false,
        isOfGitHub: false,
      }),
      reviews: async () => this.reviews,
      membership: async (_, login) => (this.team.has(login) ? 'member' : 'none'),
    };
  }

  #permission(login: string): 'read' | 'write' | 'admin' {
    if (this.readers.has(login)) return 'read';
    return ADMINISTRATORS.includes(login) ? 'admin' : 'write';
  }

  #config(compiling: Compiling, isOfMain: boolean): Config {
    const file = '.mlpipelines/churn.yml';
    const none = new PipelineFiles([], compiling);
    const text = pipelineOf(this.main);
    const ofMain = new PipelineFiles([{ file, text, trouble: null }], compiling);
    const { bots, fourEyes } = this.main;
    const policy = `approvals: { bots: ${bots}, four-eyes: ${fourEyes} }\n`;
    return {
      defaultBranch: 'main',
      defaultSha: MAIN,
      head: isOfMain ? ofMain : none,
      granting: ofMain,
      grantedBy: 'main',
      policy: { file: '.github/mlpipelines.yml', text: policy, trouble: null },
      headPolicy: null,
      compiling,
      pull: null,
    };
  }
}

/** The default branch's pipeline file. */
function pipelineOf({ atLeast, reviewers, count }: Main): string {
  const named = reviewers.map((one) => `"${one}"`).join(', ');
  const asked = reviewers.length === 0 ? '' : `reviewers: [${named}], `;
  return `name: churn
on: { workflow_dispatch: {} }
steps:
  evaluate:
    run: "true"
    metrics: { path: m.json }
    outputs: { model: { type: model, path: model/ } }
    gates: { auc: { metric: auc, op: ">=", value: ${atLeast} } }
  probe:
    run: "true"
  register:
    register: { model: churn, from: evaluate.model, metrics: evaluate }
  deploy:
    needs: [register]
    approval: { ${asked}count: ${count}, expires: 2d }
    run: "true"
    promote: { from: register, alias: production }
`;
}
