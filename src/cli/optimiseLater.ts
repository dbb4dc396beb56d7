/**
 * What V8 is told so that eight times as much as usual has to run of a function before it is optimised: of most that takes longer than is spared in a run of a
 * second or so. It takes what was compiled before only where it was told the same then.
 */
export const optimiseLater = '--interrupt-budget=540672 --max-inlined-bytecode-size=460';

/**
 * The same, but that functions are optimised each for itself, without those that they call: right for loops of a tenth of a second, which would be over before
 * V8 is done with all that they call. To be taken back by `optimiseLater` before more code comes in.
 */
export const optimiseApart = '--max-inlined-bytecode-size=60';

/** As the V8 of Node.js 20 does where it is told nothing: right for seconds of the same work. Nothing compiled before is taken from then on. */
export const optimiseAsUsual = '--interrupt-budget=67584';

/**
 * What V8 is told before anything of the program runs. Beside that, room for what is made and let go again grows at once to what most runs need of it,
 * 8 MiB, not by twos from 1 MiB: else a trace waits ten times until all of it was looked through.
 */
export const toldAtStart = `${optimiseLater} --semi-space-growth-factor=8`;
