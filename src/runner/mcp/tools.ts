import { z } from 'zod';

/** One tool that agents are offered. `input`: its arguments, checked before anything is asked of the runner. */
export type AgentTool = {
  readonly title: string;
  /** For the model: what it gets, and when it is worth asking for. */
  readonly description: string;
  readonly input: z.ZodObject;
  /** Whether anything is different afterwards. */
  readonly writes: boolean;
  /** Whether a person has to answer first. */
  readonly asks?: true;
};

const issueId = z.string().min(1).max(200).describe('Id of an issue, such as proj-12');
const words = (what: string, most: number) => z.string().min(1).max(most).describe(what);

/** THE table of what an agent may ask of Phaseline. Mostly reading; what writes is bound to the agent's own task. */
export const agentTools = {
  my_task: {
    title: 'My task',
    description:
      'The task that you work on: its text, its issue, the files that it means to touch, what is checked when you finish, your branch, and what it waited for.',
    input: z.object({}),
    writes: false,
  },
  plan: {
    title: 'The plan',
    description: 'All phases and tasks of the plan that you are a part of, who works on each, and where each stands.',
    input: z.object({}),
    writes: false,
  },
  who_works_on: {
    title: 'Who works on these files',
    description:
      'The agents at work now, with the files that each means to touch and those that it has changed. Name a path before you touch what lies outside of your task.',
    input: z.object({
      path: words('A file or folder, relative to the workspace; all where none is named', 1000).optional(),
    }),
    writes: false,
  },
  ready_issues: {
    title: 'Ready issues',
    description: 'Issues that nothing blocks and nobody works on, the most urgent first.',
    input: z.object({
      limit: z.number().int().min(1).max(200).optional().describe('Most to name; 20 where none is said'),
    }),
    writes: false,
  },
  show_issue: {
    title: 'An issue',
    description: 'One issue with its description, acceptance criteria, what blocks it, and its comments.',
    input: z.object({ id: issueId }),
    writes: false,
  },
  claim_issue: {
    title: 'Take an issue',
    description: 'Marks an issue as worked on by you. Yours are the issue of your task and those under it.',
    input: z.object({ id: issueId }),
    writes: true,
  },
  comment_issue: {
    title: 'Comment on an issue',
    description:
      'Leaves a comment on the issue of your task, or on one under it: what you found, decided, or leave to others.',
    input: z.object({ id: issueId, text: words('Markdown', 20_000) }),
    writes: true,
  },
  request_close: {
    title: 'Ask for an issue to be closed',
    description:
      'Asks the person whether an issue of your task may be closed, with your reason. The issue of the task itself is closed for you when your work was checked; this is for others under it.',
    input: z.object({ id: issueId, reason: words('Why it is done', 2000) }),
    writes: true,
    asks: true,
  },
  ask_person: {
    title: 'Ask the person',
    description:
      'Puts a question with two to six answers to the person and waits for the answer. For decisions that the task leaves open and that would be costly to undo, nothing else.',
    input: z.object({
      question: words('One question, with what has to be known to answer it', 4000),
      answers: z.array(words('One answer', 200)).min(2).max(6).describe('What the person chooses from'),
    }),
    writes: false,
    asks: true,
  },
} as const satisfies Readonly<Record<string, AgentTool>>;

export type AgentToolName = keyof typeof agentTools;

export const isAgentTool = (name: string): name is AgentToolName => Object.hasOwn(agentTools, name);
