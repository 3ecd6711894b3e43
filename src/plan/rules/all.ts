import { actionUnavailable } from './action-unavailable.ts';
import { badValue } from './bad-value.ts';
import { conflictMarkers } from './conflict-markers.ts';
import { criterionNeverMet } from './criterion-never-met.ts';
import { cycle } from './cycle.ts';
import { duplicateItem } from './duplicate-item.ts';
import { duplicateKey } from './duplicate-key.ts';
import { emptyPhase } from './empty-phase.ts';
import { exclusiveKeys } from './exclusive-keys.ts';
import { filesOverlap } from './files-overlap.ts';
import { filesUnmatched } from './files-unmatched.ts';
import { ignoresNothing } from './ignores-nothing.ts';
import { issueDeleted } from './issue-deleted.ts';
import { issueNotInPhase } from './issue-not-in-phase.ts';
import { issueShared } from './issue-shared.ts';
import { issueUnknown } from './issue-unknown.ts';
import { limitOutOfReach } from './limit-out-of-reach.ts';
import { missingKey } from './missing-key.ts';
import { needSettled } from './need-settled.ts';
import { needsShell } from './needs-shell.ts';
import { oldWords } from './old-words.ts';
import { programMissing } from './program-missing.ts';
import type { Rule } from './rule.ts';
import { secret } from './secret.ts';
import { statusDrift } from './status-drift.ts';
import { syntax } from './syntax.ts';
import { unknownKey } from './unknown-key.ts';
import { unknownReference } from './unknown-reference.ts';
import { unknownTemplate } from './unknown-template.ts';
import { unreachable } from './unreachable.ts';
import { wrongType } from './wrong-type.ts';

/** Every diagnostic that the language has; a code's record is its one home. */
export const rules: readonly Rule[] = [
  syntax,
  conflictMarkers,
  duplicateKey,
  duplicateItem,
  unknownKey,
  missingKey,
  exclusiveKeys,
  wrongType,
  badValue,
  unknownReference,
  issueUnknown,
  issueDeleted,
  cycle,
  unreachable,
  needSettled,
  statusDrift,
  issueNotInPhase,
  issueShared,
  filesOverlap,
  filesUnmatched,
  emptyPhase,
  limitOutOfReach,
  criterionNeverMet,
  unknownTemplate,
  needsShell,
  oldWords,
  programMissing,
  actionUnavailable,
  secret,
  ignoresNothing,
];
