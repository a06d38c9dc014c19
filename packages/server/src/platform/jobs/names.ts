/** Every job there is: its payload and how it is run. */

/**
 * Files made of the layers of a build: a film, what a printer prints from, a 3MF, a picture of what
 * may go wrong.
 */
export type SliceFile = "video" | "build_file" | "arrangement" | "printability";

/** A printer that prints from files: its model and the format that it takes. */
export type FilePrinter = { model: string; format: string };

/** Documents of a build for people: its plate as pictures, its traveler. */
export type DocumentFile = "plate" | "traveler";

export type JobPayload = {
  /** Computes the footprint of a file that a part was made of. */
  prepare_part: { file_key: string };
  /** Looks for what may go wrong when the model in a file is printed so. */
  check_printability: { file_key: string; slice_thickness_nm: number; pitch_nm: number };
  /** Carries out a run of a model program. */
  run_model_program: { customer_uuid: string; run_uuid: string };
  /** Packs what waits in one group and was ordered up to and including `upto_seq`. */
  pack: {
    customer_uuid: string;
    application_uuid: string;
    build_sop_uuid: string;
    packing_group: string | null;
    upto_seq: number;
  };
  /** Computes what a preview of a packing comes to. */
  preview_packing: { customer_uuid: string; preview_uuid: string };
  /** Finds what the layers of a build come to. */
  slice_build: { customer_uuid: string; build_uuid: string };
  /** Makes one of the files of a build's layers. */
  attach_slices: {
    customer_uuid: string;
    build_uuid: string;
    file: SliceFile;
    /** Whose build file it is; absent: that of the platform's own class, in its best format. */
    printer?: FilePrinter;
  };
  /** Makes one of the documents of a build that people need. */
  attach_documents: { customer_uuid: string; build_uuid: string; file: DocumentFile };
  /** Has the dispatcher look at prints that wait: what kept them may be over. */
  look_at_queues: { customer_uuid: string };
};

export type JobName = keyof JobPayload;

/** `concurrency`: how many run at once in one process; 1 keeps them in the order queued. */
export const JOBS: Record<JobName, { concurrency: number; attempts_max: number }> = {
  prepare_part: { concurrency: 2, attempts_max: 5 },
  check_printability: { concurrency: 1, attempts_max: 5 },
  run_model_program: { concurrency: 1, attempts_max: 5 },
  pack: { concurrency: 1, attempts_max: 5 },
  preview_packing: { concurrency: 2, attempts_max: 5 },
  slice_build: { concurrency: 1, attempts_max: 5 },
  attach_slices: { concurrency: 1, attempts_max: 5 },
  attach_documents: { concurrency: 1, attempts_max: 5 },
  look_at_queues: { concurrency: 1, attempts_max: 5 },
};
