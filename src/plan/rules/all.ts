import { badValue } from './bad-value.ts';
import { conflictMarkers } from './conflict-markers.ts';
import { criterionNeverMet } from './criterion-never-met.ts';
import { cycle } from './cycle.ts';
import { duplicateKey } from './duplicate-key.ts';
import { emptyPhase } from './empty-phase.ts';
import { exclusiveKeys } from './exclusive-keys.ts';
import { filesOverlap } from './files-overlap.ts';
import { issueNotInPhase } from './issue-not-in-phase.ts';
import { issueShared } from './issue-shared.ts';
import { issueUnknown } from './issue-unknown.ts';
import { missingKey } from './missing-key.ts';
import { needSettled } from './need-settled.ts';
import { needsShell } from './needs-shell.ts';
import { oldWords } from './old-words.ts';
import { programMissing } from './program-missing.ts';
import type { Rule } from './rule.ts';
import { secret } from './secret.ts';
import { syntax } from './syntax.ts';
import { unknownKey } from './unknown-key.ts';
import { unknownReference } from './unknown-reference.ts';
import { unknownTemplate } from './unknown-template.ts';
import { wrongType } from './wrong-type.ts';

/** Every diagnostic that the language has; a code's record is its one home. */
export const rules: readonly Rule[] = [
  syntax,
  conflictMarkers,
  duplicateKey,
  unknownKey,
  missingKey,
  exclusiveKeys,
  wrongType,
  badValue,
  unknownReference,
  issueUnknown,
  cycle,
  needSettled,
  issueNotInPhase,
  issueShared,
  filesOverlap,
  emptyPhase,
  criterionNeverMet,
  unknownTemplate,
  needsShell,
  oldWords,
  programMissing,
  secret,
];
