const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The units that pipeline files write lengths of time in, in milliseconds, the largest first. */
export const DURATION_UNITS = { d: DAY, h: HOUR, m: MINUTE, s: SECOND } as const;

/** A length of time for people, at most two units: `0.4s`, `12.3s`, `3m 05s`, `2h 10m`, `3d 04h`. Takes milliseconds. */
export function duration(ms: number): string {
  if (ms > 0 && ms < 50) return '<0.1s';
  // What would round up to 60.0s reads better as 1m 00s.
  if (ms < 59_950) return `${trimZero((Math.max(0, ms) / SECOND).toFixed(1))}s`;
  const seconds = Math.round(ms / SECOND) * SECOND;
  if (seconds < HOUR) return pair(seconds, MINUTE, 'm', { unit: SECOND, name: 's' });
  if (seconds < DAY) return pair(seconds, HOUR, 'h', { unit: MINUTE, name: 'm' });
  return pair(seconds, DAY, 'd', { unit: HOUR, name: 'h' });
}

/** Time that runs while one looks: whole seconds only, so that nothing flickers. Takes milliseconds. */
export function elapsed(ms: number): string {
  return ms < MINUTE
    ? `${Math.max(0, Math.floor(ms / SECOND))}s`
    : duration(Math.floor(ms / SECOND) * SECOND);
}

/** A length of time for people, to be held against a limit: `500ms`, `90s` as `1m 30s`, `1h`. Takes milliseconds. */
export function exactDuration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)}ms`;
  let left = Math.round(ms / SECOND) * SECOND;
  const parts = Object.entries(DURATION_UNITS).flatMap(([name, length]) => {
    const count = Math.floor(left / length);
    left -= count * length;
    return count === 0 ? [] : [`${count}${name}`];
  });
  return parts.slice(0, 2).join(' ');
}

function pair(
  ms: number,
  unit: number,
  name: string,
  rest: { readonly unit: number; readonly name: string },
): string {
  const small = String(Math.floor((ms % unit) / rest.unit)).padStart(2, '0');
  return `${Math.floor(ms / unit)}${name} ${small}${rest.name}`;
}

function trimZero(text: string): string {
  return text.replace(/\.0$/, '');
}
