import type { Page } from 'playwright-core';

/** Watches what moves on a page without having been asked to. Call what it returns for the sum of the shifts, as the browser rates them:
 *  0 is nothing at all, 0.1 is what is thought to disturb a reader. */
export async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.locator('html').evaluate(({ ownerDocument: { defaultView: window } }) => {
    window.shift = 0;
    new window.PerformanceObserver((list: { getEntries(): { value: number }[] }) => {
      for (const { value } of list.getEntries()) window.shift += value;
    }).observe({ type: 'layout-shift' });
  });
  return () => page.locator('html').evaluate(({ ownerDocument: { defaultView: window } }) => window.shift as number);
}
