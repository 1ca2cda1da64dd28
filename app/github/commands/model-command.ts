import { askOfModel } from '../models/ask-of-model.ts';
import type { ModelWish } from '../../runtime/promotion/model-wish.ts';
import { begun, done, refused, saidIn, type Answer, type Conversation } from '../conversation.ts';
import type { Arguments } from './parse-commands.ts';

/** `/mlp promote`, `rollback`, `freeze` and `unfreeze`: what somebody wants of a model. */
export async function modelCommand(
  conversation: Conversation,
  kind: ModelWish['kind'],
  given: Arguments,
): Promise<Answer> {
  const wish = READ[kind](given);
  if (wish === null) return refused(USAGE[kind]);
  const { deps, api, comment, id: once } = conversation;
  const { repository, sender: by } = comment;
  // Asked anew: of what is given to administrators nobody keeps a minute too long.
  const permission = await api.permission(repository, by);
  const said = saidIn({ ...conversation, permission }, given.line);
  const answer = await askOfModel(deps, { repository, by, permission, wish, said, once });
  switch (answer.type) {
    case 'started':
      return { ...begun([{ text: `- ${answer.text}`, run: answer.run }]), isAudited: true };
    case 'done':
      return { ...done(answer.text), isAudited: true };
    case 'refused':
      return { ...refused(answer.why), isAudited: true };
  }
}

type Read = (given: Arguments) => ModelWish | null;

/** Null: that is not how it is written. */
const READ: Readonly<Record<ModelWish['kind'], Read>> = {
  promote: ({ words, named: { to: alias, emergency, ...others } }) => {
    const [, model, number] = /^([\w.-]+)@v?(\d{1,9})$/.exec(words[0] ?? '') ?? [];
    if (model === undefined || alias === undefined || isMore(words, others)) return null;
    const version = Number(number);
    return { kind: 'promote', model, alias, version, emergency: emergency ?? null };
  },
  rollback: ({ words, named: { to, emergency, ...others } }) => {
    const [, model, alias] = /^([\w.-]+)@([\w.-]+)$/.exec(words[0] ?? '') ?? [];
    const version = to === undefined ? null : Number(/^v?(\d{1,9})$/.exec(to)?.[1]);
    const isOdd = isMore(words, others) || Number.isNaN(version);
    if (model === undefined || alias === undefined || isOdd) return null;
    return { kind: 'rollback', model, alias, to: version, emergency: emergency ?? null };
  },
  freeze: ({ words, named: { until, reason, ...others } }) => {
    const [, model] = NAME.exec(words[0] ?? '') ?? [];
    if (model === undefined || until === undefined || isMore(words, others)) return null;
    return { kind: 'freeze', model, until, reason: reason ?? null };
  },
  unfreeze: ({ words, named }) => {
    const [, model] = NAME.exec(words[0] ?? '') ?? [];
    return model === undefined || isMore(words, named) ? null : { kind: 'unfreeze', model };
  },
};

const NAME = /^([\w.-]+)$/;

const USAGE: Readonly<Record<ModelWish['kind'], string>> = {
  promote: 'Write the version and the alias: `/mlp promote churn@14 to=production`.',
  rollback:
    'Write the alias, and the version if it is not the one before: `/mlp rollback churn@production to=12`.',
  freeze: 'Write the model and until when: `/mlp freeze churn until=2026-12-24 reason="holidays"`.',
  unfreeze: 'Write the model: `/mlp unfreeze churn`.',
};

function isMore(words: readonly string[], others: Readonly<Record<string, string>>): boolean {
  return words.length > 1 || Object.keys(others).length > 0;
}
