import { draw } from '../../app/drawing/draw.ts';
import type { Drawable } from '../../app/drawing/drawing-question.ts';

/** The picture as text; why there is none, where there is none. */
export async function svgOf(of: Drawable): Promise<string> {
  const drawn = await draw({ of, form: 'svg' });
  if (drawn.type === 'picture') return new TextDecoder().decode(drawn.bytes);
  return drawn.type === 'problem' ? drawn.message : drawn.note;
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
