import { showBoard } from './board.ts';
import { showGraph } from './graph.ts';
import { showPlanGraph } from './plan-graph.ts';

const pages: { readonly [name: string]: (page: HTMLElement) => void } = {
  board: showBoard,
  graph: showGraph,
  'plan-graph': showPlanGraph,
};

const page = document.getElementById('page');
if (page !== null) pages[document.body.dataset['page'] ?? '']?.(page);
