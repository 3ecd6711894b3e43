/** Paths of ours, of Git's and of agents' that are nobody's edits here, and those outside the root. */
const foreign = /^(\.\.(\/|$)|\.phaseline\/|([A-Za-z]:)?\/)|(^|\/)\.git\//;

/** Whether hooks may follow a change of this path, which is relative to the root, with forward slashes. */
export const isReported = (path: string): boolean => path !== '' && !foreign.test(path);
