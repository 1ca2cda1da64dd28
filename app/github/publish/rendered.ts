import type { Instant } from '../../domain/run/run.ts';
import type { Watched } from '../../runtime/ports/hosted/watched.ts';
import type { DeploymentStatus } from '../../reports/deployment/deployment-status.ts';
import type { DeploymentOf, PublicationTarget } from '../../runtime/ports/hosted/publications.ts';
import type { CheckOutput } from '../../reports/check/check-output.ts';

/** What a publication is to say now. */
export type Rendered = {
  /** Changes of this are news; others are progress. */
  readonly state: string;
  /** Nothing more is to come for now. */
  readonly isFinal: boolean;
  /** When what it shows began; null: not yet, or that is no matter. */
  readonly since: Instant | null;
  /** Left out: at any time. */
  readonly notBefore?: Instant;
  /** What it shows of others, and is to be shown anew for. */
  readonly watched?: readonly Watched[];
  /** What else shows of it, each in a publication of its own. Left out: nothing. */
  readonly others?: readonly PublicationTarget[];
  /** When something that it tells is over by itself; left out, or null: nothing is. */
  readonly againAt?: Instant | null | undefined;
} & (
  | {
      readonly kind: 'check';
      readonly output: CheckOutput;
      readonly page: string | null;
    }
  | {
      readonly kind: 'comment';
      readonly body: string;
      /** Begins the body: by it the comment is known. */
      readonly marker: string;
      readonly issue: number;
      /** What becomes of it when somebody deletes it. */
      readonly ifDeleted: 'make-again' | 'leave';
      /** It shows live metrics, which are no events: nobody says when there are others. Left out: it does not. */
      readonly isLive?: boolean;
    }
  | {
      readonly kind: 'issue';
      readonly title: string;
      readonly body: string;
      /** The body's first line, by which it is known. */
      readonly marker: string;
      readonly isOpen: boolean;
    }
  | {
      readonly kind: 'deployment';
      /** Null: it is there already, and what it was made of is forgotten. */
      readonly made: DeploymentMade | null;
      readonly status: DeploymentStatus;
      readonly page: string | null;
    }
);

/** What a deployment is made of, once. */
export type DeploymentMade = {
  readonly environment: string;
  readonly isProduction: boolean;
  readonly description: string;
  readonly payload: DeploymentPayload;
};

/** By `run`, `key`, `model` and `alias` it is found again. */
export type DeploymentPayload = DeploymentOf & {
  readonly version: number;
  readonly digest: string;
};

export type RenderedCheck = Extract<Rendered, { kind: 'check' }>;

/** How a check stands, in one text: `in_progress`, `completed failure`. */
export function standingOf({
  status,
  conclusion,
}: {
  readonly status: string;
  readonly conclusion: string | null;
}): string {
  return status === 'completed' ? `${status} ${conclusion}` : status;
}

/** The state of a check that stands in nobody's way. */
export const SUCCESS = 'completed success';

/** A check, with its state. */
export function renderedCheck(output: CheckOutput, page: string | null): RenderedCheck {
  const { status } = output.state;
  return {
    kind: 'check',
    output,
    page,
    state: standingOf({ conclusion: null, ...output.state }),
    isFinal: status === 'completed',
    since: output.startedAt,
  };
}
