/** What `bd list` leaves out, where `types.infra` of the tracker's configuration names nothing else. */
const usual = 'agent,rig,role,message';

/** The types of issues that are how agents are organised, not work, by what is configured. */
export const infrastructureIn = (configured: string | undefined): ReadonlySet<string> =>
  new Set((configured || usual).split(/\s*,\s*/));
