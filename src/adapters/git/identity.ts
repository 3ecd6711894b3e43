import type { Git } from './git.ts';

/** The person's own name and address; ours for what is configured nowhere, because Git would refuse to commit without. */
export async function identity(git: Git): Promise<readonly string[]> {
  const { GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL, GIT_COMMITTER_NAME, GIT_COMMITTER_EMAIL } = process.env;
  const named = (GIT_AUTHOR_NAME && GIT_COMMITTER_NAME) || (await git('config', 'user.name')).ok;
  const addressed = (GIT_AUTHOR_EMAIL && GIT_COMMITTER_EMAIL) || (await git('config', 'user.email')).ok;
  return [
    ...(named ? [] : ['-c', 'user.name=Phaseline']),
    ...(addressed ? [] : ['-c', 'user.email=phaseline@phaseline.invalid']),
  ];
}
