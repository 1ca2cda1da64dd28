import type { Json } from '../../domain/json.ts';
import type { Contexts } from '../../expressions/contexts.ts';
import { evaluateTemplate } from '../../expressions/evaluate-template.ts';
import { evaluateValue } from '../../expressions/evaluate-value.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { parseDuration, parseMoney, parseSize } from './units.ts';

/** Evaluates what is known before a run starts, and collects what goes wrong. */
export class EarlyValues {
  readonly findings: Finding[] = [];
  readonly contexts: Contexts;

  constructor(contexts: Contexts) {
    this.contexts = contexts;
  }

  value(written: Json, path: Path): Json {
    const result = evaluateValue(written, this.contexts);
    return result.ok ? result.value : this.#fail(path, result.message, null);
  }

  text(written: string, path: Path): string {
    const result = evaluateTemplate(written, this.contexts);
    if (result.ok) return result.value;
    this.#fail(path, result.message, null);
    return '';
  }

  /** Milliseconds. */
  duration(written: string | undefined, path: Path): number | null {
    if (written === undefined) return null;
    return this.#parsed(written, path, (text) => ({
      value: parseDuration(text),
      form: 'a duration is a whole number and a unit: 90s, 15m, 6h, 2d',
    }));
  }

  /** Bytes. */
  size(written: string | undefined, path: Path): number | null {
    if (written === undefined) return null;
    return this.#parsed(written, path, (text) => ({
      value: parseSize(text),
      form: 'a size is a number and a unit: 512Mi, 32Gi',
    }));
  }

  /** US dollars. */
  money(written: string | undefined, path: Path): number | null {
    if (written === undefined) return null;
    return this.#parsed(written, path, (text) => ({
      value: parseMoney(text),
      form: 'money is a number of US dollars: 1.50 USD',
    }));
  }

  number(written: number | string | undefined, path: Path): number | null {
    if (written === undefined || typeof written === 'number') return written ?? null;
    return this.#parsed(written, path, (text) => {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      return {
        value: Number.isFinite(value) && value > 0 ? value : null,
        form: 'a number above 0 is needed',
      };
    });
  }

  /** A text of a certain form. */
  formed(
    written: string | undefined,
    { pattern, form }: { readonly pattern: RegExp; readonly form: string },
    path: Path,
  ): string | null {
    if (written === undefined) return null;
    return this.#parsed(written, path, (text) => ({
      value: pattern.test(text) ? text : null,
      form,
    }));
  }

  /** One of a few words. */
  word<T extends string>(written: string | undefined, words: readonly T[], path: Path): T | null {
    if (written === undefined) return null;
    const text = this.text(written, path);
    const found = words.find((word) => word === text);
    if (found === undefined && this.#isSound(path)) {
      this.#fail(path, `"${text}" is none of ${words.join(', ')}`, null);
    }
    return found ?? null;
  }

  fail(path: Path, message: string): void {
    this.#fail(path, message, null);
  }

  #parsed<T>(
    written: string,
    path: Path,
    parse: (text: string) => { value: T | null; form: string },
  ): T | null {
    const text = this.text(written, path);
    if (!this.#isSound(path)) return null;
    const { value, form } = parse(text);
    if (value === null) this.#fail(path, `${written} became "${text}"`, form);
    return value;
  }

  #isSound(path: Path): boolean {
    return this.findings.at(-1)?.path !== path;
  }

  #fail(path: Path, message: string, hint: string | null): null {
    this.findings.push(finding('failed-expression', path, message, { hint }));
    return null;
  }
}
