import { LOCAL_REPOSITORY, type Audit, type Decided, type Surface } from '../../domain/audit.ts';
import { shortDigest } from '../words/attempt-words.ts';

type Told = Pick<Audit, 'repository' | 'actor' | 'actorId' | 'decision' | 'reason'> &
  Pick<Audit, 'asked' | 'about' | 'surface' | 'evidence'>;

/** One sentence for a decision: who did what, where and why. Text of others stands in it as it was written. */
export function decisionSentence(audit: Told): string {
  const { decision, reason, surface, about } = audit;
  const { did, to } = actOf(audit, about);
  const where = PLACES[surface];
  if (decision === 'refused') {
    return `${whoOf(audit)} wanted to ${to}${where}, and was refused: ${plain(reason)}.`;
  }
  const why = reason === 'done' || reason === '' ? '' : `: ${plain(reason)}`;
  return `${whoOf(audit)} ${did}${where}${why}.`;
}

/** Reasons are written as Markdown, and end a sentence of their own. */
function plain(reason: string): string {
  return reason.replaceAll('`', '').replace(/\.$/, '');
}

/** What they could go by, in words; empty: nothing is kept of that. */
export function evidenceWords({ evidence, sha }: Pick<Audit, 'evidence' | 'sha'>): string {
  const { pull, report, artifacts = {}, gates = [], review, approvals = [] } = evidence;
  const words = [
    pull === undefined ? [] : [`pull request #${pull}`],
    sha === null ? [] : [`commit ${sha.slice(0, SHORT_SHA)}`],
    report === undefined ? [] : [`report ${shortDigest(report)}`],
    Object.entries(artifacts).map(([name, digest]) => `${name} ${shortDigest(digest)}`),
    gates.length === 0 ? [] : [gatesText(gates)],
    review === undefined ? [] : [`review ${review.id}`],
    approvals.map(({ by, byId }) => `approved by ${named(by, byId)}`),
  ];
  return words.flat().join(', ');
}

const SHORT_SHA = 10;

const PLACES: Readonly<Record<Surface, string>> = {
  comment: ' in a comment',
  review: ' in a review',
  check: ' by a button of the check',
  page: ' on the page of the run',
  push: ' by a push',
  terminal: ' in a terminal',
  run: ', as the pipeline says',
  github: '',
  earlier: '',
};

function whoOf({ actor, actorId }: Told): string {
  return named(actor, actorId);
}

function named(login: string, id: number | null): string {
  return id === null ? login : `${login} (${id})`;
}

type Act = { readonly did: string; readonly to: string };

/** In the past, as it was done, and as what somebody wanted. */
function actOf(audit: Told, about: Decided): Act {
  const run = audit.evidence.run ?? 'a run';
  switch (about.type) {
    case 'step.approve':
      return act('approved', 'approve', ofStep(about.step, run));
    case 'step.reject':
      return act('rejected', 'reject', ofStep(about.step, run));
    case 'step.withdraw':
      return act('took back', 'take back', `the approval of ${ofStep(about.step, run)}`);
    case 'run.cancel':
      return act('cancelled', 'cancel', run);
    case 'run.rerun':
      return act('ran', 'run', `${run} again`);
    case 'commit.let-run':
      return act('let', 'let', `the untrusted commit ${about.sha.slice(0, SHORT_SHA)} run once`);
    default:
      return otherAct(audit, about);
  }
}

type OfRun = 'step.approve' | 'step.reject' | 'step.withdraw' | 'run.cancel' | 'run.rerun';
type Other = Exclude<Decided, { readonly type: OfRun | 'commit.let-run' }>;

function otherAct({ repository, asked, evidence }: Told, about: Other): Act {
  switch (about.type) {
    case 'commit.override': {
      const what = `${about.pipeline} for commit ${about.sha.slice(0, SHORT_SHA)}`;
      return act('overrode', 'override', what);
    }
    case 'branch.trust':
      return act('answered', 'answer', `for what is pushed to ${about.branch}`);
    case 'branch.distrust':
      return act('answers no more', 'answer no more', `for what is pushed to ${about.branch}`);
    case 'push.trust':
      return act('pushed', 'push', `to ${about.ref}, which deploys`);
    case 'model.register': {
      const what = `version ${about.version} of ${about.model}`;
      return act('registered', 'register', `${what}${byRun(evidence.run)}`);
    }
    case 'alias.move':
      return act('moved', 'move', `${moveText(about)}${byRun(evidence.run)}`);
    case 'model.deprecate':
      return act('deprecated', 'deprecate', `${about.model} v${about.version}`);
    case 'model.restore':
      return act('took back', 'take back', `that ${about.model} v${about.version} is deprecated`);
    case 'model.delete':
      return act('deleted', 'delete', `${about.model} v${about.version}`);
    case 'request':
      return repository === LOCAL_REPOSITORY
        ? act('asked for', 'have', asked)
        : act('gave the command', 'give the command', asked);
  }
}

function act(did: string, to: string, what: string): Act {
  return { did: `${did} ${what}`, to: `${to} ${what}` };
}

function ofStep(step: string | null, run: string): string {
  return step === null ? `what waits in ${run}` : `${step} of ${run}`;
}

function byRun(run: string | undefined): string {
  return run === undefined ? '' : ` with ${run}`;
}

function moveText({ model, alias, from, to }: Extract<Decided, { type: 'alias.move' }>): string {
  const before = from === null ? '' : ` from version ${from}`;
  return `${model}@${alias}${before} to version ${to}`;
}

function gatesText(gates: NonNullable<Audit['evidence']['gates']>): string {
  const open = gates.filter(({ verdict }) => verdict !== 'pass');
  const held = `${gates.length - open.length} of ${gates.length} gates passed`;
  const others = open.map(({ id, verdict }) => `${id}: ${verdict}`).join('; ');
  return open.length === 0 ? held : `${held} (${others})`;
}
