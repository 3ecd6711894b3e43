import type { BoardCard, BoardColumn, BoardLane, BoardLanes } from '../../issues/board.ts';
import type { IssueState } from '../../issues/state.ts';
import type { IssueEdge } from '../../issues/surroundings.ts';
import type { PlanEdge } from '../../run/plan-graph/edges.ts';
import type { Icon } from '../views/row.ts';

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

export type ToPlanGraph = {
  readonly kind: 'plan-graph';
  /** Tag of the folder whose plan it is. */
  readonly folder: string;
  /** Path of the plan in its folder. */
  readonly plan: string;
  readonly phases: readonly GraphPhase[];
  readonly tasks: readonly GraphTask[];
  readonly edges: readonly PlanEdge[];
  /** How far all of it is, in one line. */
  readonly summary: string;
  /** The critical path, in words. */
  readonly way: string;
  /** Why the text cannot be run as a plan, or nothing is drawn of it; empty where all is well. */
  readonly problem: string;
  /** The text has problems that can be shown. */
  readonly broken: boolean;
  /** What can never start, and why. */
  readonly wrong: readonly string[];
};

type GraphThing = {
  readonly title: string;
  readonly icon: Icon;
  /** Why it stands where it does. */
  readonly reason: string;
  /** What a screen reader says of it. */
  readonly spoken: string;
  /** What VS Code's context menu is told. */
  readonly context: string;
};

export type GraphPhase = GraphThing & { readonly id: string; readonly words: string };

export type GraphTask = GraphThing & {
  /** `phase/task`. */
  readonly key: string;
  readonly phase: string;
  readonly agent: string;
  readonly word: string;
  readonly issue: GraphIssue | undefined;
  readonly onWay: boolean;
  readonly over: boolean;
};

/** `state`: undefined where the tracker does not know it. */
export type GraphIssue = {
  readonly id: string;
  readonly state: IssueState | undefined;
  readonly words: string;
  readonly spoken: string;
};

/** Names of phases, and of tasks as `phase/task`. */
export type FromPlanGraph =
  | { readonly kind: 'ready' }
  /** What its agent did, or else its place in the plan. */
  | { readonly kind: 'open'; readonly id: string }
  /** Its place in the plan. */
  | { readonly kind: 'place'; readonly id: string }
  | { readonly kind: 'issue'; readonly id: string }
  | { readonly kind: 'problems' };
