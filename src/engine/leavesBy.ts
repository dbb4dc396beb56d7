import { writeAddress } from '../address/address.js';
import { isLocal } from '../node/localTable.js';
import type { Branch } from './branch.js';
import { assume, isMentioned, knownAnswer } from './knowledge.js';
import { isOut, localAsk } from './nodeFacts.js';
import { givenAnswer, openQuestion, yesNo } from './settle.js';
import type { Walk } from './walk.js';

/**
 * How a packet leaves by the interface that `--oif` gave, in words. Undefined on a path that assumed before that its destination is an address of this
 * node, which would keep it. Where that was told, both were, and the interface counts.
 */
export function leavesBy(
  walk: Walk,
  branch: Branch,
  device: string,
): { readonly branch: Branch; readonly text: string } | undefined {
  const { destination } = branch.packet;
  const text = `it is told to leave by ${device} (--oif)`;
  if (!isOut(device)) return { branch, text };
  const ask = localAsk(destination);
  const isTold = isLocal(walk.node, destination) === 'yes' || givenAnswer(walk, ask.subject, yesNo) === 'yes';
  if (isTold)
    return { branch, text: `${text}, though ${writeAddress(destination)} is an address of this node` };
  const question = openQuestion(branch, ask);
  const isSettled =
    knownAnswer(branch.knowledge, question.key) === 'no' || !isMentioned(branch.knowledge, question.key);
  if (isSettled) return { branch, text };
  const knowledge = assume(branch.knowledge, question, 'no', 'routing');
  return knowledge === undefined ? undefined : { branch: { ...branch, knowledge }, text };
}
