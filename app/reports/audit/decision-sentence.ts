import { dollarsText } from '../../../text/dollars-text.ts';
import { LOCAL_REPOSITORY, type Audit, type Decided, type Surface } from '../../domain/audit.ts';
import { shortDigest } from '../words/attempt-words.ts';
import { momentText } from '../words/moment-text.ts';

type Told = Pick<Audit, 'repository' | 'actor' | 'actorId' | 'decision' | 'reason'> &
  Pick<Audit, 'asked' | 'about' | 'surface' | 'evidence'>;

/** One sentence for a decision: who did what, where and why. Text of others stands in it as it was written. */
export function decisionSentence(audit: Told): string {
  const { decision, reason, surface, about } = audit;
  const { did, to } = actOf(about, audit);
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
  const { dirty, pull, report, artifacts = {}, gates = [], review, approvals = [] } = evidence;
  const words = [
    pull === undefined ? [] : [`pull request #${pull}`],
    sha === null ? [] : [`commit ${sha.slice(0, SHORT_SHA)}${dirty === true ? ' + changes' : ''}`],
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
  api: ' from their command line',
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
function actOf<T extends Decided['type']>(about: OfType<T>, audit: Told): Act {
  const say: Acts[T] = ACTS[about.type];
  return say(about, audit);
}

type OfType<T extends Decided['type']> = Decided & { readonly type: T };
type Acts = { readonly [T in Decided['type']]: (about: OfType<T>, audit: Told) => Act };

const ACTS: Acts = {
  'step.approve': ({ step }, audit) => act('approved', 'approve', ofStep(step, audit)),
  'step.reject': ({ step }, audit) => act('rejected', 'reject', ofStep(step, audit)),
  'step.withdraw': ({ step }, audit) =>
    act('took back', 'take back', `the approval of ${ofStep(step, audit)}`),
  'run.cancel': (_, audit) => act('cancelled', 'cancel', runOf(audit)),
  'run.rerun': (_, audit) => act('ran', 'run', `${runOf(audit)} again`),
  'budget.raise': ({ usd }, audit) =>
    act('raised', 'raise', `the budget of ${runOf(audit)} by ${dollarsText(usd)}`),
  'commit.let-run': ({ sha }) =>
    act('let', 'let', `the untrusted commit ${sha.slice(0, SHORT_SHA)} run once`),
  'commit.override': ({ pipeline, sha }) =>
    act('overrode', 'override', `${pipeline} for commit ${sha.slice(0, SHORT_SHA)}`),
  'branch.trust': ({ branch }) => act('answered', 'answer', `for what is pushed to ${branch}`),
  'branch.distrust': ({ branch }) =>
    act('no longer answers', 'no longer answer', `for what is pushed to ${branch}`),
  'push.trust': ({ ref }) => act('pushed', 'push', `to ${ref}, which deploys`),
  'model.register': ({ model, version }, audit) =>
    act('registered', 'register', `version ${version} of ${model}${byRun(audit)}`),
  'alias.move': (about, audit) => act('moved', 'move', `${moveText(about)}${byRun(audit)}`),
  'model.deprecate': (about) => act('deprecated', 'deprecate', versionText(about)),
  'model.restore': (about) =>
    act('took back', 'take back', `the deprecation of ${versionText(about)}`),
  'model.delete': (about) => act('deleted', 'delete', versionText(about)),
  'model.freeze': ({ model, until }) =>
    act('froze', 'freeze', `${model}${until === null ? '' : ` until ${momentText(until)}`}`),
  'model.unfreeze': ({ model }) => act('unfroze', 'unfreeze', model),
  'emergency.review': (about, audit) =>
    act('reviewed', 'review', `the emergency promotion of ${standText(about)}${byRun(audit)}`),
  'alias.ask': ({ kind, model, alias, to, emergency }) => {
    const loud = emergency ? 'as an emergency, ' : '';
    const version = to === null ? 'the version before' : `version ${to}`;
    const what = kind === 'promote' ? 'a promotion' : 'a rollback';
    return act('asked for', 'have', `${loud}${what} of ${model}@${alias} to ${version}`);
  },
  request: (_, { repository, asked }) =>
    repository === LOCAL_REPOSITORY
      ? act('asked for', 'have', asked)
      : act('gave the command', 'give the command', asked),
};

function act(did: string, to: string, what: string): Act {
  return { did: `${did} ${what}`, to: `${to} ${what}` };
}

function runOf({ evidence }: Told): string {
  return evidence.run ?? 'a run';
}

function ofStep(step: string | null, audit: Told): string {
  return step === null ? `what waits in ${runOf(audit)}` : `${step} of ${runOf(audit)}`;
}

function byRun({ evidence: { run } }: Told): string {
  return run === undefined ? '' : ` with ${run}`;
}

function versionText({ model, version }: { readonly model: string; readonly version: number }) {
  return `${model} v${version}`;
}

function standText({
  model,
  alias,
  version,
}: Pick<Extract<Decided, { type: 'emergency.review' }>, 'model' | 'alias' | 'version'>): string {
  return `${model} v${version} to ${alias}`;
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
