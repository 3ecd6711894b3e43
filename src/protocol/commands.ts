/** Ids of the commands that the extension contributes; the manifest is checked against this table. */
export const commands = {
  openPlan: 'phaseline.openPlan',
  newPlan: 'phaseline.newPlan',
  importPlan: 'phaseline.importPlan',
  validatePlan: 'phaseline.validatePlan',
  showPlanGraph: 'phaseline.showPlanGraph',
  preflight: 'phaseline.preflight',
  runPlan: 'phaseline.runPlan',
  runPhase: 'phaseline.runPhase',
  runTask: 'phaseline.runTask',
  stop: 'phaseline.stop',
  resume: 'phaseline.resume',
  hold: 'phaseline.hold',
  release: 'phaseline.release',
  retryTask: 'phaseline.retryTask',
  launchAgent: 'phaseline.launchAgent',
  launchReady: 'phaseline.launchReady',
  launchPrompt: 'phaseline.launchPrompt',
  answerAgent: 'phaseline.answerAgent',
  openTranscript: 'phaseline.openTranscript',
  exportTranscript: 'phaseline.exportTranscript',
  earlierTranscript: 'phaseline.earlierTranscript',
  followUp: 'phaseline.followUp',
  openTerminal: 'phaseline.openTerminal',
  reviewChanges: 'phaseline.reviewChanges',
  openChange: 'phaseline.openChange',
  addComment: 'phaseline.addComment',
  deleteComment: 'phaseline.deleteComment',
  sendComments: 'phaseline.sendComments',
  acceptChanges: 'phaseline.acceptChanges',
  mergeTask: 'phaseline.mergeTask',
  mergePhase: 'phaseline.mergePhase',
  resolveConflict: 'phaseline.resolveConflict',
  undoMerge: 'phaseline.undoMerge',
  pullRequest: 'phaseline.pullRequest',
  discardTask: 'phaseline.discardTask',
  cleanWorktrees: 'phaseline.cleanWorktrees',
  approveCriterion: 'phaseline.approveCriterion',
  showEvidence: 'phaseline.showEvidence',
  showReport: 'phaseline.showReport',
  createTracker: 'phaseline.createTracker',
  findIssue: 'phaseline.findIssue',
  createIssue: 'phaseline.createIssue',
  createPlannedIssues: 'phaseline.createPlannedIssues',
  newIssue: 'phaseline.newIssue',
  openIssue: 'phaseline.openIssue',
  claimIssue: 'phaseline.claimIssue',
  setIssueStatus: 'phaseline.setIssueStatus',
  setIssuePriority: 'phaseline.setIssuePriority',
  setIssueAssignee: 'phaseline.setIssueAssignee',
  setIssueLabels: 'phaseline.setIssueLabels',
  setIssueDue: 'phaseline.setIssueDue',
  setIssueParent: 'phaseline.setIssueParent',
  addIssueDependency: 'phaseline.addIssueDependency',
  removeIssueDependency: 'phaseline.removeIssueDependency',
  closeIssue: 'phaseline.closeIssue',
  reopenIssue: 'phaseline.reopenIssue',
  commentIssue: 'phaseline.commentIssue',
  copyIssueId: 'phaseline.copyIssueId',
  groupIssues: 'phaseline.groupIssues',
  filterIssues: 'phaseline.filterIssues',
  clearIssueFilter: 'phaseline.clearIssueFilter',
  hideClosedIssues: 'phaseline.hideClosedIssues',
  showClosedIssues: 'phaseline.showClosedIssues',
  revealIssueInPlan: 'phaseline.revealIssueInPlan',
  setIssueOfTask: 'phaseline.setIssueOfTask',
  showIssueBoard: 'phaseline.showIssueBoard',
  showIssueGraph: 'phaseline.showIssueGraph',
  refresh: 'phaseline.refresh',
  runPostEditHooks: 'phaseline.runPostEditHooks',
  openHookOutput: 'phaseline.openHookOutput',
  explainHooks: 'phaseline.explainHooks',
  agreeToHooks: 'phaseline.agreeToHooks',
  repeatHook: 'phaseline.repeatHook',
  settleHook: 'phaseline.settleHook',
  pauseHooks: 'phaseline.pauseHooks',
  resumeHooks: 'phaseline.resumeHooks',
  showLog: 'phaseline.showLog',
  doctor: 'phaseline.doctor',
} as const;

export type CommandId = (typeof commands)[keyof typeof commands];

/** The activity bar's container. */
export const container = 'phaseline';

/** Names the comments that a person writes on an agent's work, for `when` clauses. */
export const commentController = 'phaseline.review';

export const views = {
  plan: 'phaseline.plan',
  issues: 'phaseline.issues',
  agents: 'phaseline.agents',
  hooks: 'phaseline.hooks',
} as const;

export type ViewId = (typeof views)[keyof typeof views];

/** Keys that `when` clauses of the manifest may ask; the window sets them from its state. */
export const contextKeys = {
  /** Number of plans in the folder. */
  plans: 'phaseline.plans',
  /** `unknown` until the runner answered, then `none`, `read-only`, `known` or `failed`. */
  tracker: 'phaseline.tracker',
  /** `off`, `connecting`, `on` or `failed`. */
  runner: 'phaseline.runner',
  /** Something runs now. */
  running: 'phaseline.running',
  /** A run was interrupted and can go on. */
  resumable: 'phaseline.resumable',
  /** Something keeps agents of a run from starting that a person could set aside. */
  held: 'phaseline.held',
  /** An agent or criterion waits for a person. */
  waiting: 'phaseline.waiting',
  /** Any run is remembered. */
  hasRun: 'phaseline.hasRun',
  /** URIs of the documents in which a prompt waits to be launched with. */
  prompts: 'phaseline.prompts',
  /** Comments on an agent's changes are not sent yet. */
  comments: 'phaseline.comments',
  hooksPaused: 'phaseline.hooksPaused',
  /** Hooks of the plan wait for the person's consent. */
  hooksHeld: 'phaseline.hooksHeld',
  /** The Issues view shows a part only. */
  filtered: 'phaseline.filtered',
  /** The Issues view leaves out closed issues. */
  closedHidden: 'phaseline.closedHidden',
} as const;

export type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];
