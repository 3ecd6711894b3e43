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
  coder: { prompt: "You write small, tested changes." }
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
description: The demo agent is not a real agent. It carries out the small script in its prompt.

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
        prompt: |
          Write a greeting.
          \`\`\`demo
          say I write a greeting.
          write hello.md
            # Hello
          wait 2s
          append hello.md | It was a pleasure.
          \`\`\`
        verify:
          - run: git grep --untracked pleasure -- hello.md
      question:
        title: Ask before publishing
        agent: demo
        prompt: |
          Prepare the notes, and ask before you publish.
          \`\`\`demo
          write notes.md
            Notes of the first run.
          ask execute | publish the notes
          say Thank you.
          \`\`\`
    criteria:
      greeted: { title: The greeting is there, run: git ls-files --error-unmatch hello.md }
      read: { title: You have read it, manual: true }
`,
  },
];
