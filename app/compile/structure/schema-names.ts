/** The keys that a subschema of a map allows by name. */
export function namesIn(rule: Readonly<Record<string, unknown>>): string[] {
  const properties = rule['properties'];
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}
