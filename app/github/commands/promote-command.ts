import { deletedText, deletionOf, type AliasMove, type ModelVersion } from '../../domain/model.ts';
import { begun, linked, quoted, refused, type Answer, type Conversation } from '../conversation.ts';
import { startPromotion } from '../start/start-promotion.ts';
import type { Arguments } from './parse-commands.ts';

/** `/mlp promote MODEL@VERSION to=ALIAS`: lets an alias point to a version that a protected branch registered. */
export async function promoteCommand(
  conversation: Conversation,
  { words, named }: Arguments,
): Promise<Answer> {
  const [, model, number] = /^([\w.-]+)@v?(\d{1,9})$/.exec(words[0] ?? '') ?? [];
  const { to: alias, ...others } = named;
  if (model === undefined || alias === undefined || isMore(words, others)) {
    return refused('Write the version and the alias: `/mlp promote churn@14 to=production`.');
  }
  const { registry } = conversation.deps.store;
  const version = await registry.version(model, Number(number), scopeOf(conversation));
  if (version === null) return refused(`There is no ${quoted(`${model} v${number}`)} here.`);
  if (!(await isOfProtected(conversation, version))) {
    const name = `${model} v${version.version}`;
    return refused(
      `No run of a protected branch registered ${quoted(name)}: merge the pull request that made it.`,
    );
  }
  const ungated = await whyUngated(conversation, version);
  if (ungated !== null) return refused(ungated);
  return start(conversation, version, alias);
}

/** The deploy step alone has no gates of what was measured: they are those of the run that registered the version. */
async function whyUngated(
  { deps }: Conversation,
  { model, version, run }: ModelVersion,
): Promise<string | null> {
  const name = quoted(`${model} v${version}`);
  const rows = await deps.store.runs.load(run);
  const plan = rows === null ? null : await deps.store.runs.plan(rows.header.plan);
  if (rows === null || plan === null)
    return `Nothing is kept any more of the run that registered ${name}.`;
  const gated = new Set(plan.steps.filter(({ gates }) => gates.length > 0).map(({ id }) => id));
  // Of a matrix the row of the whole: cells that were left behind made nothing that goes on.
  const open = rows.steps.find(({ key, result }) => gated.has(key) && result !== 'success');
  if (open === undefined) return null;
  return `The gates of ${quoted(open.key)} did not pass in the run that registered ${name}.`;
}

/** `/mlp rollback MODEL@ALIAS [to=VERSION]`: back to a version that the alias has held, the one before unless it is named. */
export async function rollbackCommand(
  conversation: Conversation,
  { words, named }: Arguments,
): Promise<Answer> {
  const asked = readRollback(words, named);
  if (asked === null) {
    return refused(
      'Write the alias, and the version if it is not the one before: `/mlp rollback churn@production to=12`.',
    );
  }
  const { model, alias } = asked;
  const { registry } = conversation.deps.store;
  const scope = scopeOf(conversation);
  const moves = (await registry.history(model, scope)).filter((move) => move.alias === alias);
  const marks = await registry.marks(model, scope);
  const kept = moves.filter(
    ({ version }, at) => at === 0 || deletionOf(marks, { model, version }) === null,
  );
  const wanted = versionToGoBackTo(asked, asked.to === null ? kept : moves);
  if (typeof wanted === 'string') return refused(wanted);
  const version = await registry.version(model, wanted, scope);
  if (version === null) return refused(`${quoted(`${model} v${wanted}`)} is not kept any more.`);
  return start(conversation, version, alias);
}

type Rollback = {
  readonly model: string;
  readonly alias: string;
  /** Null: the one before. */
  readonly to: number | null;
};

function readRollback(words: Arguments['words'], named: Arguments['named']): Rollback | null {
  const [, model, alias] = /^([\w.-]+)@([\w.-]+)$/.exec(words[0] ?? '') ?? [];
  const { to, ...others } = named;
  if (model === undefined || alias === undefined || isMore(words, others)) return null;
  if (to === undefined) return { model, alias, to: null };
  const [, number] = /^v?(\d{1,9})$/.exec(to) ?? [];
  return number === undefined ? null : { model, alias, to: Number(number) };
}

/** `moves`: of the alias, the newest first. A text says why there is none. */
function versionToGoBackTo(
  { model, alias, to }: Rollback,
  moves: readonly AliasMove[],
): number | string {
  const name = quoted(`${model}@${alias}`);
  const [current] = moves;
  if (current === undefined) return `${name} has never pointed anywhere.`;
  const held = [...new Set(moves.map(({ version }) => version))];
  const wanted = to ?? held.find((each) => each !== current.version);
  if (wanted === undefined) {
    return `${name} has held v${current.version} alone; there is nothing to go back to.`;
  }
  if (wanted === current.version) return `${name} is at v${wanted} already.`;
  if (held.includes(wanted)) return wanted;
  const shown = held.slice(0, MOST_SHOWN).map((each) => `v${each}`);
  return `${name} has never held v${wanted}. It has held ${shown.join(', ')}.`;
}

const MOST_SHOWN = 20;

function isMore(words: readonly string[], others: Readonly<Record<string, string>>): boolean {
  return words.length > 1 || Object.keys(others).length > 0;
}

function scopeOf({ comment }: Conversation): string {
  return `${comment.repository.id}`;
}

async function isOfProtected(
  conversation: Conversation,
  { model, version }: ModelVersion,
): Promise<boolean> {
  const { registry } = conversation.deps.store;
  const scope = scopeOf(conversation);
  const known = await registry.registeredWithin(model, [`${scope}/protected`], scope);
  return known.some((each) => each.version === version);
}

async function start(
  { deps, api, comment, id }: Conversation,
  version: ModelVersion,
  alias: string,
): Promise<Answer> {
  const { repository, sender } = comment;
  const name = `${version.model} v${version.version}`;
  const marks = await deps.store.registry.marks(version.model, `${repository.id}`);
  const deletion = deletionOf(marks, version);
  if (deletion !== null) return refused(`${deletedText(version, deletion)}.`);
  const isAdministrator = (await api.permission(repository, sender)) === 'admin';
  const order = { repository, by: sender, isAdministrator, version, alias, once: id };
  const started = await startPromotion(deps, order);
  if (typeof started === 'string') {
    return refused(`${quoted(name)} is not promoted: ${quoted(started)}.`);
  }
  if (started.type !== 'started') {
    const why = 'reason' in started ? started.reason : 'its pipeline file has mistakes';
    return refused(`${quoted(name)} is not promoted: ${quoted(why)}.`);
  }
  const { run, number, pipeline } = started;
  const shown = linked(deps, { id: run, name: `${pipeline ?? started.file} #${number}` });
  return begun([{ text: `- ${shown} promotes ${quoted(name)} to ${quoted(alias)}`, run }]);
}
