import { Command, Option } from 'commander';
import { withNames } from '../format/jsonNames.js';
import { writeJson } from '../format/jsonText.js';
import { verifyToJson } from '../format/verify/json.js';
import { formatVerifyText } from '../format/verify/text.js';
import { scoreOf } from '../verify/verification.js';
import type { Io } from './io.js';
import { readQuestion } from './question.js';
import {
  addLimitOptions,
  addQuestionOptions,
  refuseTwoSources,
  type QuestionOptions,
} from './questionOptions.js';
import { verifyQuestion } from './verifyQuestion.js';

interface VerifyOptions extends QuestionOptions {
  readonly format: 'text' | 'json';
  readonly quiet?: true;
}

const help = `
The dump is loaded, and the packet sent, in network namespaces made for it; they
are gone when calitrace ends. Nothing of this machine's own rules is touched, or
read without --live, and no packet leaves those namespaces. It needs Linux, root
or a user namespace, and the programs iptables (nft), nft, ip, perl, unshare and
nsenter.

Examples:
  a dump of another machine, with what else that told:
    sudo calitrace verify -s 10.244.1.2 -d 10.96.0.10 -p udp --dport 53 \\
      -i cali0ef24b1 --addrs addrs.json --routes routes.json \\
      --ipset sets.ipset dump.save
  from the dump alone, and its answer; the node around it is made up:
    sudo calitrace verify -s 10.0.0.5 -d 192.0.2.1 --dport 22 -i eth0 \\
      --reply dump.save

Exit code: 0 the kernel agrees, 1 it differs, 2 the kernel cannot be asked or
the input cannot be used.`;

/** `calitrace verify`. */
export function verifyCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = addQuestionOptions(
    new Command('verify'),
    'the first packet of a capture, pcap or pcapng, or that of --frame',
  )
    .optionsGroup('Output:')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .option('-v, --verbose', 'also the packet on entry to each table, and all problems of the dump')
    .option('-q, --quiet', 'the last line alone, and what differs')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'));
  addLimitOptions(command).addHelpText('after', help);
  command.action(async (path: string | undefined, options: VerifyOptions) => {
    finish(await runVerify(io, path, options));
  });
  return command;
}

async function runVerify(io: Io, path: string | undefined, options: VerifyOptions): Promise<number> {
  refuseTwoSources(options);
  const question = await readQuestion(io, path, options);
  if (question === undefined) return 2;
  const { trace, told, verification } = await verifyQuestion(io, question, options);
  const { names } = question;
  const { width, colour } = question.screen;
  const detail = options.quiet === true ? 'quiet' : options.verbose === true ? 'verbose' : 'normal';
  io.write(
    options.format === 'json'
      ? writeJson(withNames(verifyToJson(verification, told), names?.mentioned))
      : formatVerifyText(trace, verification, { detail, width, colour, beside: names?.beside }),
  );
  return scoreOf(verification).agrees ? 0 : 1;
}
