import type { Icon, Tone } from '../views/row.ts';

/** Gutters take pictures, not theme icons, and no theme colours: these are the tones as the manifest has them. */
export const gutterTones = {
  working: { dark: '#3794ff', light: '#0066bf' },
  waiting: { dark: '#e2a53a', light: '#a15c00' },
  done: { dark: '#73c991', light: '#2a7d3c' },
  failed: { dark: '#f48771', light: '#b3261e' },
  quiet: { dark: '#8c8c8c', light: '#6a6a6a' },
} as const satisfies { readonly [tone in Tone]?: { readonly dark: string; readonly light: string } };

type GutterTone = keyof typeof gutterTones;

/** What is drawn in the ring, on a field of 16 by 16: the state must be told without its colour. */
const signs: { readonly [tone in GutterTone]: string } = {
  working: 'M6.7 5.4v5.2L10.9 8z',
  waiting: 'M8 4.8v4M8 10.6v.6',
  done: 'M5.4 8.2l1.8 1.8 3.4-3.8',
  failed: 'M6 6l4 4M10 6l-4 4',
  quiet: 'M4.2 11.8l7.6-7.6',
};

const isGutterTone = (tone: Tone | undefined): tone is GutterTone => tone !== undefined && tone in gutterTones;

/** The sign of what waits for its turn; nothing is wrong with it. */
const clock = 'M8 5v3.2l2.2 1.4';

/** A picture for the gutter as an SVG; undefined for an icon that has none. */
export function gutterIcon({ name, tone }: Icon, theme: 'dark' | 'light'): string | undefined {
  if (!isGutterTone(tone)) return undefined;
  const sign = name === 'clock' ? clock : signs[tone];
  const ring = '<circle cx="8" cy="8" r="5.5"/>';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="${gutterTones[tone][theme]}" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round">${ring}<path d="${sign}"/></svg>`;
}
