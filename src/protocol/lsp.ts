import type { Facts, IssueFact } from '../plan/model/knowledge.ts';
import type { Levels } from '../plan/model/levels.ts';
import type { Wanted } from '../plan/model/wanted.ts';

/**
 * What the language server is told and asked beyond the language server protocol. Any client may leave all of it out: the server then
 * knows nothing about the world and complains about nothing outside the text.
 */

/** Client to server, as a notification, whenever tracker, agents or programs changed. Absent facts stay what they were; `null` makes them unavailable again. */
export const knowledgeMethod = 'phaseline/knowledge';

export type KnowledgeParams = { readonly [K in keyof Facts]?: NonNullable<Facts[K]> | null } & {
  /** Issues that are new or other ones since `issues` was told, and the ids of those that are gone: who has many need not tell all again. */
  readonly issuesChanged?: { readonly changed: readonly IssueFact[]; readonly removed: readonly string[] };
  /**
   * URI of the folder that these are the facts of, and that paths of facts are relative to; without it paths lead nowhere. A client with several
   * folders names one each time.
   */
  readonly folder?: string;
  /** URI of the client's own document about an issue, with `{id}` for its id; without it a definition leads to Beads' file. */
  readonly issueDocument?: string;
  /** The setting `phaseline.plan.severities`; other clients send it as `workspace/didChangeConfiguration`. */
  readonly severities?: Levels;
};

/**
 * Server to client, as a notification: what plans name and nobody has looked for yet. Programs on PATH, files (paths relative to the folder), globs
 * that may match a file of it, tools of the installed claude-flow. The client answers with knowledge, as far as it can tell.
 */
export const wantedMethod = 'phaseline/wanted';

/** `folder`: the one that the plans lie in, as the client told it. */
export type WantedParams = Wanted & { readonly folder?: string };

/** What a code lens of a plan hands to its command. */
export type PlanPlace = { readonly plan: string; readonly phase?: string; readonly task?: string };

export const languageId = 'phaseplan';
