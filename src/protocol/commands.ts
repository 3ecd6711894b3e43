/** Ids of the commands that the extension contributes; the manifest is checked against this table. */
export const commands = {
  openPlan: 'phaseline.openPlan',
  newPlan: 'phaseline.newPlan',
  importPlan: 'phaseline.importPlan',
  validatePlan: 'phaseline.validatePlan',
  preflight: 'phaseline.preflight',
  runPlan: 'phaseline.runPlan',
  runPhase: 'phaseline.runPhase',
  runTask: 'phaseline.runTask',
  stop: 'phaseline.stop',
  resume: 'phaseline.resume',
  retryTask: 'phaseline.retryTask',
  launchAgent: 'phaseline.launchAgent',
  answerAgent: 'phaseline.answerAgent',
  openTranscript: 'phaseline.openTranscript',
  reviewChanges: 'phaseline.reviewChanges',
  mergePhase: 'phaseline.mergePhase',
  discardTask: 'phaseline.discardTask',
  approveCriterion: 'phaseline.approveCriterion',
  showReport: 'phaseline.showReport',
  createTracker: 'phaseline.createTracker',
  findIssue: 'phaseline.findIssue',
  createIssue: 'phaseline.createIssue',
  openIssue: 'phaseline.openIssue',
  claimIssue: 'phaseline.claimIssue',
  setIssueStatus: 'phaseline.setIssueStatus',
  closeIssue: 'phaseline.closeIssue',
  reopenIssue: 'phaseline.reopenIssue',
  commentIssue: 'phaseline.commentIssue',
  copyIssueId: 'phaseline.copyIssueId',
  refresh: 'phaseline.refresh',
  runPostEditHooks: 'phaseline.runPostEditHooks',
  openHookOutput: 'phaseline.openHookOutput',
  pauseHooks: 'phaseline.pauseHooks',
  resumeHooks: 'phaseline.resumeHooks',
  showLog: 'phaseline.showLog',
  doctor: 'phaseline.doctor',
} as const;

export type CommandId = (typeof commands)[keyof typeof commands];

export const views = {
  plan: 'phaseline.plan',
  issues: 'phaseline.issues',
  agents: 'phaseline.agents',
  hooks: 'phaseline.hooks',
} as const;

export const contextKeys = {
  hasPlan: 'phaseline.hasPlan',
  hasTracker: 'phaseline.hasTracker',
  running: 'phaseline.running',
  resumable: 'phaseline.resumable',
  waiting: 'phaseline.waiting',
  hooksPaused: 'phaseline.hooksPaused',
} as const;
