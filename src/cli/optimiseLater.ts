/**
 * What V8 is told so that eight times as much as usual has to run of a function before it is optimised: of most that takes longer than is spared in a run of a
 * second or so. It takes what was compiled before only where it was told the same then. Nothing that its compiler reads may be told while the program runs: it
 * compiles in a thread of its own, and ends the process where that changed meanwhile.
 */
export const optimiseLater = '--interrupt-budget=540672';

/** As the V8 of Node.js 20 does where it is told nothing: right for seconds of the same work. Nothing compiled before is taken from then on. */
export const optimiseAsUsual = '--interrupt-budget=67584';

/**
 * What V8 is told before anything of the program runs. Beside that, room for what is made and let go again grows at once to what most runs need of it,
 * 8 MiB, not by twos from 1 MiB: else a trace waits ten times until all of it was looked through.
 */
export const toldAtStart = `${optimiseLater} --semi-space-growth-factor=8`;
