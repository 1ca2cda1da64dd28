import { shortened } from '../../../text/shortened.ts';

export type ReadCron =
  /** `pattern`: the same times in nothing but `*` and plain numbers, for whoever computes them. */
  | { readonly type: 'cron'; readonly pattern: string }
  | { readonly type: 'wrong'; readonly message: string; readonly hint: string };

/**
 * Reads a cron expression of five fields, as GitHub Actions takes them: names, lists, ranges, and steps, also of a number
 * (`20/15` is 20, 35 and 50). Whatever it takes has a time that comes. It alone decides: libraries differ in what they
 * refuse, and are only given the pattern. Never throws.
 */
export function readCron(cron: string): ReadCron {
  const texts = cron.trim().split(/\s+/);
  if (texts.length !== FIELDS.length) {
    const count = `${texts.length} field${texts.length === 1 ? '' : 's'}`;
    return wrong(`${quoted(cron)} has ${count}, and a schedule has five`);
  }
  const fields = FIELDS.map((field, index) => readField(texts[index] ?? '', field));
  const values: (readonly number[])[] = [];
  for (const field of fields) {
    if (field.type === 'wrong') return wrong(field.message);
    values.push(field.values);
  }
  if (neverComes(texts, values)) {
    const [, , day = '', month = ''] = texts.map(short);
    const message = `${quoted(cron)} never comes: month ${month} has no day ${day}`;
    return { type: 'wrong', message, hint: NAME_A_DAY };
  }
  const patterns = values.map((each, index) => (texts[index] === '*' ? '*' : each.join(',')));
  return { type: 'cron', pattern: patterns.join(' ') };
}

type Field = {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly words: string;
};

const FIELDS: readonly Field[] = [
  { name: 'minute', low: 0, high: 59, words: '' },
  { name: 'hour', low: 0, high: 23, words: '' },
  { name: 'day of month', low: 1, high: 31, words: '' },
  { name: 'month', low: 1, high: 12, words: 'jan feb mar apr may jun jul aug sep oct nov dec' },
  { name: 'day of week', low: 0, high: 7, words: 'sun mon tue wed thu fri sat' },
];
const WRITE_FIVE =
  'write minute, hour, day of month, month, day of week: "0 3 * * 1" is Mondays at 03:00';
const NAME_A_DAY = 'name a day that the month has: "0 3 28 2 *" is 28 February at 03:00';

function wrong(message: string): ReadCron {
  return { type: 'wrong', message, hint: WRITE_FIVE };
}

type Values =
  | { readonly type: 'values'; readonly values: readonly number[] }
  | { readonly type: 'wrong'; readonly message: string };

/** All that a field names, each once, however often a list says so. */
function readField(text: string, field: Field): Values {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const read = readPart(part, field);
    if (read.type === 'wrong') {
      return { type: 'wrong', message: `${quoted(part)} is no ${field.name}: ${read.message}` };
    }
    for (const value of read.values) values.add(value);
  }
  return { type: 'values', values: [...values].sort((a, b) => a - b) };
}

/** What a part between two commas names, or what the field wants instead. */
function readPart(part: string, field: Field): Values {
  const [range = '', step, ...rest] = part.split('/');
  const ends = rest.length > 0 ? null : endsOf(range, step !== undefined, field);
  if (ends === null) return { type: 'wrong', message: rangeOf(field) };
  const [from, to] = ends;
  if (to < from) return { type: 'wrong', message: `${from} comes after ${to}` };
  const most = field.high - field.low + 1;
  const by = stepOf(step);
  if (by < 1 || by > most) {
    return { type: 'wrong', message: `behind the / stands a step, 1 to ${most}` };
  }
  const all = Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
  return { type: 'values', values: all.filter((value) => (value - from) % by === 0) };
}

/** The first and the last value of a range; of a single number that steps follow the last of the field. Null: it is none. */
function endsOf(range: string, isStepped: boolean, field: Field): readonly [number, number] | null {
  if (range === '*') return [field.low, field.high];
  const [from = null, to, ...more] = range.split('-').map((end) => numberOf(end, field));
  if (from === null || to === null || more.length > 0) return null;
  return [from, to ?? (isStepped ? field.high : from)];
}

/** 0: it is none. */
function stepOf(step = '1'): number {
  return /^\d{1,3}$/.test(step) ? Number(step) : 0;
}

function numberOf(text: string, { low, high, words }: Field): number | null {
  const word = words.split(' ').indexOf(text.toLowerCase());
  const value = word !== -1 && text !== '' ? word + (low === 1 ? 1 : 0) : Number(text);
  return /^(\d+|[a-z]+)$/i.test(text) && value >= low && value <= high ? value : null;
}

function rangeOf({ low, high, words }: Field): string {
  return `${low} to ${high}${words === '' ? '' : ` or ${words.slice(0, 3)}…`}`;
}

// The longest of each month; 29 February comes every few years.
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function neverComes(texts: readonly string[], values: readonly (readonly number[])[]): boolean {
  // With a day of week beside it a day of month is one of two that do: https://man7.org/linux/man-pages/man5/crontab.5.html
  if (texts[4] !== '*') return false;
  const [, , [first = 1] = [], months = []] = values;
  return months.every((month) => first > (DAYS[month - 1] ?? 0));
}

/** Nobody checks how long a text in a file is. */
function short(text: string): string {
  return shortened(text, 40);
}

function quoted(text: string): string {
  return `"${short(text)}"`;
}
