/** What the simulated printer assumes about what comes between prints, about stock and wear. */

/** After a finished or aborted print: unload the platform, clean, mount the next one. */
export const TURNAROUND_S = 600;
/** After a failed print: the same, and looking for cured debris in the cassette. */
export const FAILURE_TURNAROUND_S = 1800;
/** Build platforms that take turns at one printer. */
export const PLATFORM_COUNT = 3;
/** Cassettes kept beside one printer, each with its own resin. */
export const CASSETTES_MAX = 4;
/** Share of a full cassette below which "resin low" is reported. */
export const RESIN_LOW_SHARE = 0.2;
/** Layers from which a cassette's film is reported as worn: 25 prints of 120 mm at 100 um. */
export const FILM_WORN_LAYERS = 30_000;
/** Layers from which a cassette is replaced before the next print. */
export const FILM_LIFE_LAYERS = 36_000;
/** Most layers of one job: the tallest machine at 5 um. */
export const LAYERS_MAX = 100_000;
/** Most entries of the curve of a job's volume. */
export const CURVE_MAX = 1000;
