/** The name of the secret that a value of `env` is, if it is exactly one `${{ secrets.NAME }}`; else null. */
export function secretOf(value: string): string | null {
  return /^\s*\$\{\{\s*secrets\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}\s*$/i.exec(value)?.[1] ?? null;
}
