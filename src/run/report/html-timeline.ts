import { type Html, html, join } from './markup.ts';
import type { ReportTimeline } from './report-data.ts';
import { between, duration } from './words.ts';

const width = 1000;
const names = 260;
const row = 26;
const longest = 38;

/** One bar a task over the time of the run. The table of tasks holds the same for who cannot see it. */
export function timelineSvg({ from, to, bars }: ReportTimeline): Html {
  const height = bars.length * row + 24;
  const whole = between(from, to);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const x = place(share);
    const anchor = share === 1 ? 'end' : 'middle';
    return html`<line class="grid" x1="${x}" y1="0" x2="${x}" y2="${height - 18}"/><text class="tick" x="${x}" y="${height - 4}" text-anchor="${anchor}">${duration(whole * share)}</text>`;
  });
  return html`<svg class="timeline" viewBox="0 0 ${width} ${height}" role="img" aria-label="When each task ran; the tables below hold the same figures">
${join(ticks)}
${join(bars.map(bar))}
</svg>`;
}

function bar({ title, agent, state, start, end }: ReportTimeline['bars'][number], at: number): Html {
  const name = title.length > longest ? `${title.slice(0, longest - 1)}…` : title;
  const left = place(start);
  const long = Math.max(3, place(end) - left);
  const y = at * row;
  return html`<text x="0" y="${y + 16}">${name}</text><rect class="bar ${state}" x="${left}" y="${y + 4}" width="${round(long)}" height="${row - 10}" rx="3"><title>${title} (${agent}): ${state}</title></rect>
`;
}

const place = (share: number): number => round(names + share * (width - names - 4));
const round = (value: number): number => Math.round(value * 10) / 10;
