import { showBoard } from './board.ts';
import { showGraph } from './graph.ts';

const page = document.getElementById('page');
if (page !== null) (document.body.dataset['page'] === 'graph' ? showGraph : showBoard)(page);
