import type { Digest } from './digest.ts';
import type { Instant, RunHeader } from './run/run.ts';
import type { GateVerdict } from './statuses.ts';

/**
 * One entry of the audit: who decided what, where and why, and on which evidence. Once kept it never changes. Of people
 * it holds their number and what they were called then, and nothing else.
 */
export type Audit = {
  /** Names it among all, so that keeping it twice is keeping it once. */
  readonly id: string;
  readonly at: Instant;
  /** The repository on GitHub, by its number; `LOCAL_REPOSITORY`: this machine. */
  readonly repository: number;
  /** What they were called then. */
  readonly actor: string;
  /** Their number on GitHub, which stays; null: nobody with a number, as on a laptop. */
  readonly actorId: number | null;
  /** As GitHub answered when it was decided. */
  readonly permission: string;
  readonly surface: Surface;
  readonly about: Decided;
  /** As it was written, or what was pressed. */
  readonly asked: string;
  readonly decision: 'granted' | 'refused';
  /** Why it was refused, or what they gave as their reason; `done`: they gave none. */
  readonly reason: string;
  /** The commit that it is about; null: none. */
  readonly sha: string | null;
  readonly evidence: Evidence;
};

/** As it is kept. */
export type AuditEntry = Audit & {
  /** Counts the decisions of the repository from 1. */
  readonly number: number;
  /** By model: counts its decisions from 1. */
  readonly numberOfModel: Readonly<Record<string, number>>;
};

/** What is decided on a machine is of no repository on GitHub. */
export const LOCAL_REPOSITORY = 0;

/** Where it was decided. */
export type Surface =
  | 'comment'
  | 'review'
  | 'check'
  | 'page'
  | 'push'
  | 'terminal'
  /** Somebody's own command line asked the App. */
  | 'api'
  /** A step of a run did it, as its pipeline says. */
  | 'run'
  /** It followed from something else on GitHub, as a pull request that is closed. */
  | 'github'
  /** It is from before this was kept. */
  | 'earlier';

/**
 * What was decided, or was to be. A new kind of decision is one more of these; `reports/audit` asks for its sentence and
 * `modelsOf` for its models.
 */
export type Decided =
  | {
      readonly type: 'step.approve' | 'step.reject' | 'step.withdraw';
      readonly run: string;
      /** Null: it was refused before anybody looked for the steps. */
      readonly step: string | null;
      /** Those that the step would promote or is given. */
      readonly models: readonly string[];
    }
  | { readonly type: 'run.cancel' | 'run.rerun'; readonly run: string }
  /** The run may spend so many US dollars more. */
  | { readonly type: 'budget.raise'; readonly run: string; readonly usd: number }
  /** A commit that was held back may run once. */
  | { readonly type: 'commit.let-run'; readonly sha: string; readonly pull: number | null }
  | { readonly type: 'commit.override'; readonly sha: string; readonly pipeline: string }
  | { readonly type: 'branch.trust' | 'branch.distrust'; readonly branch: string }
  /** A push deploys since somebody answers for its branch. */
  | { readonly type: 'push.trust'; readonly ref: string }
  | {
      readonly type: 'model.register';
      readonly model: string;
      readonly version: number;
      readonly run: string;
    }
  | {
      readonly type: 'alias.move';
      readonly model: string;
      readonly alias: string;
      /** Null: the alias did not exist. */
      readonly from: number | null;
      readonly to: number;
      readonly run: string;
    }
  /** A version should not be used any more, may be used again, or gives up its bytes for good. */
  | {
      readonly type: 'model.deprecate' | 'model.restore' | 'model.delete';
      readonly model: string;
      readonly version: number;
    }
  /** The aliases of a model stay where they are until a time; or may move again before. */
  | {
      readonly type: 'model.freeze';
      readonly model: string;
      /** Null: what they wrote says no time. */
      readonly until: Instant | null;
    }
  | { readonly type: 'model.unfreeze'; readonly model: string }
  /** What somebody else says of a promotion that waited for no approval. */
  | {
      readonly type: 'emergency.review';
      readonly model: string;
      readonly alias: string;
      readonly version: number;
      readonly run: string;
    }
  /** Somebody asks for a version behind an alias; the run that it becomes has decisions of its own. */
  | {
      readonly type: 'alias.ask';
      readonly kind: 'promote' | 'rollback';
      readonly model: string;
      readonly alias: string;
      /** Null: the one before. */
      readonly to: number | null;
      /** It waits for no approval. */
      readonly emergency: boolean;
    }
  /** Whatever else somebody asks for. */
  | { readonly type: 'request' };

/** What whoever decided could go by. */
export type Evidence = {
  /** What the run is called, since runs are forgotten one day; left out: it is about none. */
  readonly run?: string;
  /** Its files were not all of its commit: on a laptop, with changes that nobody committed. */
  readonly dirty?: true;
  /** The pull request; left out: none. */
  readonly pull?: number;
  /** By the name of the input or output. */
  readonly artifacts?: Readonly<Record<string, Digest>>;
  readonly gates?: readonly {
    readonly step: string;
    readonly id: string;
    readonly verdict: GateVerdict;
  }[];
  /** The report that was shown. */
  readonly report?: Digest;
  readonly review?: { readonly id: number | string; readonly sha: string | null };
  /** Who approved the step that did it. */
  readonly approvals?: readonly {
    readonly by: string;
    readonly byId: number | null;
    readonly at: Instant;
  }[];
};

/** The models whose own audit it stands in too. */
export function modelsOf({ about }: Pick<Audit, 'about'>): readonly string[] {
  if ('models' in about) return [...new Set(about.models)].toSorted();
  return 'model' in about ? [about.model] : [];
}

/** The run that it is about; null: none. */
export function runOf({ about }: Pick<Audit, 'about'>): string | null {
  return 'run' in about ? about.run : null;
}

/** What any decision about a run keeps of it. */
export function evidenceOfRun({ pipeline, number, attempt, dirty, hosted }: RunHeader): Evidence {
  const run = `${pipeline} #${number}${attempt === 1 ? '' : `.${attempt}`}`;
  const pull = hosted?.pull ?? null;
  return { run, ...(dirty && { dirty }), ...(pull !== null && { pull }) };
}
