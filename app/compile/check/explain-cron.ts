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

/** Why a text is no cron expression of five fields, as GitHub Actions takes them; null: it is one. */
export function explainCron(cron: string): string | null {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) {
    return `"${cron}" has ${fields.length} field${fields.length === 1 ? '' : 's'}, and a schedule has five`;
  }
  for (const [index, field] of FIELDS.entries()) {
    const text = fields[index] ?? '';
    const wrong = text.split(',').find((part) => !isPart(part, field));
    if (wrong !== undefined) return `"${wrong}" is no ${field.name}: ${rangeOf(field)}`;
  }
  return null;
}

/** Why the time of a well-formed schedule never comes; null: it does. */
export function explainNever(cron: string): string | null {
  const [, , day = '*', month = '*', weekday = '*'] = cron.trim().split(/\s+/);
  // With a day of week beside it a day of month is one of two that do: https://man7.org/linux/man-pages/man5/crontab.5.html
  if (weekday !== '*') return null;
  const first = Math.min(...valuesOf(day, 2));
  if (valuesOf(month, 3).some((one) => first <= (DAYS[one - 1] ?? 0))) return null;
  return `"${cron}" never comes: month ${month} has no day ${day}`;
}

// The longest of each month; 29 February comes every few years.
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Every value that a field of these names. */
function valuesOf(text: string, index: 2 | 3): readonly number[] {
  const field = FIELDS[index];
  if (field === undefined) return [];
  return text.split(',').flatMap((part) => {
    const [range = '*', step] = part.split('/');
    const [from, to] = range === '*' ? [] : range.split('-').map((end) => numberOf(end, field));
    const low = from ?? field.low;
    const high = to ?? (from === undefined || step !== undefined ? field.high : low);
    const all = Array.from({ length: high - low + 1 }, (_, offset) => low + offset);
    return all.filter((value) => (value - low) % Number(step ?? 1) === 0);
  });
}

function isPart(part: string, field: Field): boolean {
  const [range = '', step, ...rest] = part.split('/');
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d{0,2}$/.test(step))) return false;
  if (range === '*') return true;
  const ends = range.split('-').map((end) => numberOf(end, field));
  const [from, to] = ends;
  if (ends.length > 2 || ends.includes(null)) return false;
  return typeof from !== 'number' || typeof to !== 'number' || from <= to;
}

function numberOf(text: string, { low, high, words }: Field): number | null {
  const word = words.split(' ').indexOf(text.toLowerCase());
  const value = word !== -1 && text !== '' ? word + (low === 1 ? 1 : 0) : Number(text);
  return /^(\d+|[a-z]+)$/i.test(text) && value >= low && value <= high ? value : null;
}

function rangeOf({ low, high, words }: Field): string {
  return `${low} to ${high}${words === '' ? '' : ` or ${words.slice(0, 3)}…`}`;
}
