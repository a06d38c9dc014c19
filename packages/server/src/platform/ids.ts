/** Makes UUIDs (version 7, domain time in front) that sort by age and repeat with the seed. */
export type Ids = {
  /** A new uuid, lower case. */
  next(): string;
  /** A generator of its own for one job: the same job run twice draws the same uuids. */
  forJob(job_uuid: string): Ids;
};
