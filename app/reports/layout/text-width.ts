import stringWidth from 'string-width';

/**
 * Columns that a text takes in a terminal. Nearly all that is shown is of characters that take one each; telling emoji
 * from them costs a short command a tenth of its time, the first time that it is asked.
 */
export function textWidth(text: string): number {
  return ONE_EACH.test(text) ? text.length : stringWidth(text);
}

/** Latin letters without marks of their own, punctuation, arrows, boxes, bars, and the signs that reports make use of. */
const ONE_EACH = /^[ -~¡-¬®-˿‐-‧←-⇿−─-◼★☆✓✗]*$/;
