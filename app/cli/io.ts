/** Where a command writes; `process.stdout` and `process.stderr` are such. */
export type Output = {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
};

/** What a command knows of the world around it. */
export type Io = {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
};

/** Help of one command: `main.ts` gives it to commander. */
export type CommandHelp = {
  readonly summary: string;
  readonly description: string;
  /** Shell command → what it does. */
  readonly examples: readonly (readonly [command: string, meaning: string])[];
};
