import type { ToGraph } from '../messages.ts';
import { type LaidOut, layOut } from './layout.ts';

export const nodeSize = { width: 250, height: 54 } as const;

export const layOutIssues = ({ cards, edges }: Pick<ToGraph, 'cards' | 'edges'>): LaidOut =>
  layOut(
    cards.map(({ id }) => ({ id, ...nodeSize })),
    edges.map(({ from, to, kind }) => ({ from, to, weight: kind === 'needs' ? 3 : 1 })),
  );
