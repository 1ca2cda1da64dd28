import type { ModelWish } from '../../runtime/promotion/model-wish.ts';

/** Fields of a form, from wherever. */
type Fields = Readonly<Record<string, unknown>>;

/** What somebody chose on the page of a model; null: no page of ours sends that. */
export function readModelWish(model: string, fields: Fields): ModelWish | null {
  const kind = fields['wish'];
  return typeof kind === 'string' && isKind(kind) ? READ[kind](model, fields) : null;
}

/** The same as fields, so that what was shown is what is sent. */
export function fieldsOf(wish: ModelWish): readonly (readonly [name: string, value: string])[] {
  const { kind, model: _, ...rest } = wish;
  const given = Object.entries(rest).filter(([, value]) => value !== null);
  return [['wish', kind], ...given.map(([name, value]) => [name, String(value)] as const)];
}

type Read = (model: string, fields: Fields) => ModelWish | null;

const READ: Readonly<Record<ModelWish['kind'], Read>> = {
  promote: (model, fields) => {
    const version = versionIn(fields['version']);
    const alias = aliasIn(fields['alias']);
    if (version === null || alias === null) return null;
    return { kind: 'promote', model, alias, version, emergency: wordsIn(fields['emergency']) };
  },
  rollback: (model, fields) => {
    const alias = aliasIn(fields['alias']);
    const to = versionIn(fields['to']);
    if (alias === null || (to === null && wordsIn(fields['to']) !== null)) return null;
    return { kind: 'rollback', model, alias, to, emergency: wordsIn(fields['emergency']) };
  },
  freeze: (model, fields) => {
    const until = wordsIn(fields['until']);
    if (until === null || until.length > LONGEST_MOMENT) return null;
    return { kind: 'freeze', model, until, reason: wordsIn(fields['reason']) };
  },
  unfreeze: (model) => ({ kind: 'unfreeze', model }),
};

const LONGEST_MOMENT = 40;

function isKind(text: string): text is ModelWish['kind'] {
  return Object.hasOwn(READ, text);
}

function versionIn(text: unknown): number | null {
  const [, digits] = typeof text === 'string' ? (/^v?([1-9]\d{0,8})$/.exec(text.trim()) ?? []) : [];
  return digits === undefined ? null : Number(digits);
}

function aliasIn(text: unknown): string | null {
  return typeof text === 'string' && /^[\w.-]{1,200}$/.test(text.trim()) ? text.trim() : null;
}

/** Null: they wrote nothing. */
function wordsIn(text: unknown): string | null {
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : null;
}
