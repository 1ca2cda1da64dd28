import type { Hono } from 'hono';
import { localPath } from '../addresses.ts';
import { homePage } from '../pages/home.ts';
import { Refused } from '../visit.ts';
import type { Doors } from './doors.ts';

/** The start page and the buttons that do its steps. */
export function addGuideRoutes(app: Hono, { visit }: Doors): void {
  app.get('/', (context) => homePage(visit(context)));
  app.post('/-/guide/:step', async (context) => {
    const { guide, me } = visit(context);
    const steps = await guide.steps();
    const act = steps[Number(context.req.param('step'))]?.act;
    if (act === undefined) throw new Refused('There is no such step.');
    return context.redirect(localPath(await act.run(me.login)), 303);
  });
}
