// Staleness over time as a picture: small, no dependencies, readable on light and dark pages.

interface Line {
  name: string;
  points: { at: number; stale: number }[];
}

const WIDTH = 860;
const HEIGHT = 320;
const LEFT = 60;
const TOP = 44;
const BOTTOM = 36;
const COLOURS = ['#d9480f', '#868e96', '#1c7ed6', '#2f9e44', '#9c36b5', '#e8590c', '#0b7285'];
/** One point in so many milliseconds is drawn: the highest, so that no peak is lost. */
const STEP_MS = 50;

export function chartSvg(title: string, lines: Line[], unit: string): string {
  const until = Math.max(...lines.flatMap(({ points }) => points.at(-1)?.at ?? 0));
  const highest = Math.max(1, ...lines.flatMap(({ points }) => points.map(({ stale }) => stale)));
  const x = (at: number) => LEFT + (at / until) * (WIDTH - LEFT - 16);
  const y = (stale: number) => HEIGHT - BOTTOM - (stale / highest) * (HEIGHT - TOP - BOTTOM - lines.length * 14);
  const colour = (index: number) => COLOURS[index % COLOURS.length] ?? '#000';
  const paths = lines.map(({ points }, index) => {
    const d = thinned(points)
      .map(({ at, stale }, place) => `${place === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(stale).toFixed(1)}`)
      .join('');
    return `<path d="${d}" fill="none" stroke="${colour(index)}" stroke-width="${index === 0 ? 2.2 : 1.2}" opacity="${index === 0 ? 1 : 0.8}"/>`;
  });
  const legend = lines.map(
    ({ name }, index) =>
      `<text x="${LEFT + 12}" y="${TOP + 2 + index * 14}" fill="${colour(index)}"${index === 0 ? ' font-weight="bold"' : ''}>${escaped(name)}</text>`,
  );
  const seconds = Array.from({ length: Math.floor(until / 2_000) + 1 }, (_, index) => index * 2);
  const ticks = [
    ...seconds.map((second) => `<text x="${x(second * 1_000)}" y="${HEIGHT - 14}" text-anchor="middle">${second} s</text>`),
    ...[0, highest].map((value) => `<text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${Math.round(value)}</text>`),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="11">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="20" font-size="14" fill="#212529">${escaped(title)}</text>`,
    `<g fill="#495057">${ticks.join('')}<text x="${LEFT - 6}" y="${TOP - 10}" text-anchor="end">${escaped(unit)}</text></g>`,
    `<path d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - 16}" fill="none" stroke="#adb5bd"/>`,
    ...[...paths].reverse(),
    ...legend,
    '</svg>',
    '',
  ].join('\n');
}

function thinned(points: Line['points']): Line['points'] {
  const highest = new Map<number, Line['points'][number]>();
  for (const point of points) {
    const step = Math.floor(point.at / STEP_MS);
    const before = highest.get(step);
    if (!before || point.stale > before.stale) highest.set(step, point);
  }
  return [...highest.values()];
}

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
