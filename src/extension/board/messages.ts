import type { BoardCard, BoardColumn, BoardLane, BoardLanes } from '../../issues/board.ts';
import type { IssueEdge } from '../../issues/surroundings.ts';

/** What the person chose to see of the board. */
export type BoardChoice = {
  readonly lanes: BoardLanes;
  /** Words of the filter language. */
  readonly filter: string;
  /** Id of a phase of the active plan; empty: all issues. */
  readonly phase: string;
};

/** What the page of the board is told. Cards come when it asks for them: it draws few of many. */
export type ToBoard =
  | {
      readonly kind: 'board';
      readonly lanes: readonly BoardLane[];
      readonly shown: number;
      readonly total: number;
      readonly choice: BoardChoice;
      /** Tag of the folder whose issues they are. */
      readonly folder: string;
      readonly phases: readonly { readonly id: string; readonly title: string }[];
      /** Why there is nothing to show; empty where there is. */
      readonly empty: string;
    }
  | { readonly kind: 'cards'; readonly cards: readonly BoardCard[] };

export type FromBoard =
  | { readonly kind: 'ready' }
  | { readonly kind: 'choose'; readonly choice: BoardChoice }
  | { readonly kind: 'want'; readonly ids: readonly string[] }
  | { readonly kind: 'open'; readonly id: string }
  | {
      readonly kind: 'move';
      readonly id: string;
      readonly column: BoardColumn | undefined;
      /** Value of the lane that it was laid into; undefined: it stays in its own. */
      readonly lane: string | undefined;
    };

export type ToGraph = {
  readonly kind: 'graph';
  /** Tag of the folder whose issues they are. */
  readonly folder: string;
  readonly root: string;
  readonly cards: readonly BoardCard[];
  readonly edges: readonly IssueEdge[];
  readonly chain: readonly string[];
  readonly cycles: readonly (readonly string[])[];
  readonly leftOut: number;
};

export type FromGraph =
  | { readonly kind: 'ready' }
  | { readonly kind: 'open'; readonly id: string }
  /** The graph around another issue. */
  | { readonly kind: 'center'; readonly id: string };
