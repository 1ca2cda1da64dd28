import { onTestFinished } from 'vitest';
import { openDrawing, type Drawing } from '../../app/drawing/open-drawing.ts';

/** Draws until the test is over; no process is started before something is drawn. */
export function aDrawing(): Drawing {
  const drawing = openDrawing();
  onTestFinished(() => drawing.close());
  return drawing;
}
