/**
 * The value under a name that people choose freely, such as a metric's; undefined: there is none. What every object of
 * JavaScript has (`toString`) is none.
 */
export function ownValue<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
