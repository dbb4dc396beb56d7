import fc from 'fast-check';

/** From where random cases start: the same in every run, so that a change is judged by its own faults; a nightly run names others. */
export const firstSeed = Number(process.env['CALITRACE_SEED'] ?? 1);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: firstSeed });
