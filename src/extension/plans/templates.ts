export type Template = {
  readonly title: string;
  readonly description: string;
  readonly name: string;
  readonly text: string;
};

/** Plans to begin with. `NAME` stands for the slug that the person gives. */
export const templates: readonly Template[] = [
  {
    title: 'Two phases with a gate',
    description: 'Build, then review: agents side by side, checks that close a phase, one approval by a person.',
    name: 'my-plan',
    text: `version: 1
name: NAME
title: A first plan
description: What shall be true when all of this is done.

limits:
  agents: 4

agents:
  coder: { prompt: You write small, tested changes. }
  reviewer: { prompt: You read what others wrote and mend what is wrong. }

phases:
  build:
    title: Build
    tasks:
      first:
        title: First piece of work
        agent: coder
        prompt: |
          Say what to do, in which files, and how one sees that it is done.
      second:
        title: Second piece of work
        agent: coder
        prompt: |
          Tasks without needs run side by side, each in its own worktree.
    criteria:
      clean: { title: Nothing is left uncommitted, run: git status --porcelain, expect: { match: "^$" } }

  review:
    title: Review
    needs: [build]
    tasks:
      read:
        title: Read the result
        agent: reviewer
        prompt: |
          Read the changes of the phase before and mend what is wrong.
    criteria:
      approved: { title: A person has read it, manual: true }
`,
  },
  {
    title: 'Try the loop with the demo agent',
    description: 'Needs no agent program and no keys: the built-in demo agent makes small, visible edits.',
    name: 'demo',
    text: `version: 1
name: NAME
title: See the loop once
description: The demo agent is not a real agent. It makes a small edit in each file that its prompt names.

runners:
  demo: { acp: demo }

agents:
  demo: { runner: demo }

phases:
  try:
    title: Try it
    tasks:
      hello:
        title: Write a greeting
        agent: demo
        prompt: Write a greeting into \`hello.md\`.
        verify:
          - run: git --version
      notes:
        title: Write notes
        agent: demo
        prompt: Write notes into \`notes.md\`.
    criteria:
      there: { title: Git works here, run: git --version, expect: { match: "git version" } }
`,
  },
];
